import * as Y from 'yjs'
import { type Api, listDocuments, readMarkdown, signIn } from './api.ts'
import { followEvents } from './events.ts'
import { followDocument } from './follow-document.ts'

const usage = `duplex list                every document that you can see
duplex read ID             one of them, as Markdown
duplex events [AFTER]      what happens to your documents, as it happens
duplex follow ID           one of them, each time that it changes
`

const print = (line: string) => process.stdout.write(`${line}\n`)

async function connect(): Promise<Api> {
  const { DUPLEX_URL = 'http://localhost:3000', DUPLEX_TOKEN, DUPLEX_EMAIL = '', DUPLEX_PASSWORD = '' } = process.env
  if (DUPLEX_TOKEN !== undefined) return { url: DUPLEX_URL, token: DUPLEX_TOKEN }
  return await signIn(DUPLEX_URL, DUPLEX_EMAIL, DUPLEX_PASSWORD)
}

async function follow(api: Api, id: string): Promise<void> {
  const doc = new Y.Doc()
  doc.on('update', () => print(doc.getXmlFragment('default').toString()))
  const { code, reason } = await followDocument(api, id, doc)
  throw new Error(`the connection was closed for good: ${code} ${reason}`)
}

async function run([command, argument = '']: readonly string[]): Promise<void> {
  switch (command) {
    case 'list':
      for await (const { id, title } of listDocuments(await connect())) print(`${id}\t${title}`)
      return
    case 'read':
      print(await readMarkdown(await connect(), argument))
      return
    case 'events': {
      const events = followEvents(await connect(), argument === '' ? undefined : Number(argument))
      for await (const { id, kind = 'reset', documentId = '' } of events) print(`${id}\t${kind}\t${documentId}`)
      return
    }
    case 'follow':
      await follow(await connect(), argument)
      return
    default:
      process.stderr.write(usage)
      process.exitCode = 2
  }
}

try {
  await run(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exit(1)
}
