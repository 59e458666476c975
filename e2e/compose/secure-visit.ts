/**
 * Visits the composition over TLS, in a process of its own: it trusts the authority that NODE_EXTRA_CA_CERTS names.
 * Argument: the public address. Fails with what is otherwise than documented.
 */
import { once } from 'node:events'
import { type ClientHttp2Session, connect } from 'node:http2'
import { text } from 'node:stream/consumers'
import { OwnClient } from '../stack/own-client.ts'
import { Account } from './account.ts'

const url = process.argv[2] ?? ''

function expectThat(what: string, isSo: boolean): void {
  if (!isSo) throw new Error(`${url}: ${what}`)
}

/** A page over HTTP/2, which says where HTTP/3 is. */
async function readPage(): Promise<void> {
  const session: ClientHttp2Session = connect(url)
  try {
    await once(session, 'connect')
    expectThat(`ALPN chose ${session.alpnProtocol}`, session.alpnProtocol === 'h2')
    const request = session.request({ ':path': '/sign-in' })
    const [headers] = await once(request, 'response')
    const page = await text(request)
    expectThat(`a page is answered with ${headers[':status']}`, headers[':status'] === 200 && page.includes('<html'))
    const elsewhere = String(headers['alt-svc'])
    expectThat(`Alt-Svc is ${elsewhere}`, elsewhere.includes(`h3=":${new URL(url).port || 443}"`))
  } finally {
    session.close()
  }
}

/** Two clients of one document, over secure WebSockets. */
async function writeTogether(): Promise<void> {
  const account = await Account.create(url, 'Secure')
  const documentId = await account.createDocument('Over TLS')
  const [writer, reader] = [0, 1].map(() => new OwnClient({ url, cookie: account.cookie, documentId })) as [
    OwnClient,
    OwnClient,
  ]
  try {
    for (const client of [writer, reader]) await client.until('is live', () => client.isLive)
    writer.type('secure')
    await reader.until('reads it', () => reader.allWords.includes('secure'))
    const { transport } = reader.connection.transport.getSnapshot()
    expectThat(`the client came by ${transport}`, transport === 'websocket')
    await writer.until('has it stored', () => writer.storedWords.length === 1)
    const stored = await account.readWords(documentId)
    expectThat(`${stored.join(' ')} is stored`, stored.join(' ') === 'secure')
  } finally {
    for (const client of [writer, reader]) client.leave()
  }
}

await readPage()
await writeTogether()
process.exit()
