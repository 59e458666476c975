import * as prng from 'lib0/prng'
import * as Y from 'yjs'
import { Connection } from '../load/connection.ts'
import { difference } from '../report/measure.ts'
import { readCpuSeconds } from '../server/process-usage.ts'
import type { Invitation, ServerUnderTest } from '../server/server-under-test.ts'
import type { Scenario } from './scenario.ts'

const joinerCount = 200
const paragraphCount = 12_000
const lettersOfParagraph = 280
const arrivalLimitMs = 120_000

/** Many people open a long document at the same moment: a lecture begins, a link is shared. */
export const join: Scenario = {
  title: `${joinerCount} people join a document of 3.6 MB at once`,
  // It keeps no document that one could join.
  without: ['Hocuspocus, 16', 'ws relay'],
  async run(server, random) {
    const documentId = await server.addDocument()
    await fill(server, documentId, random)
    const invitations = await Promise.all(Array.from({ length: joinerCount }, () => server.invite(documentId)))
    const cpuBefore = readCpuSeconds(server.pid)
    const begin = performance.now()
    const joined = await Promise.all(invitations.map((invitation) => joinAndHear(invitation)))
    const ms = performance.now() - begin
    const cpuAfter = readCpuSeconds(server.pid)
    for (const connection of joined) connection.close()
    return [
      { name: 'until everybody has it', value: ms, unit: 'ms', bar: 1_500 },
      {
        name: 'server CPU',
        value: difference(cpuBefore, cpuAfter),
        unit: 's',
        timesLess: { '@y/websocket-server': 10, Hocuspocus: 10 },
      },
    ]
  },
}

/** Writes the document through a connection, a paragraph at a time, and resolves when somebody else has all of it. */
async function fill(server: ServerUnderTest, documentId: string, random: prng.PRNG): Promise<void> {
  const doc = new Y.Doc()
  const writer = await Connection.open(await server.invite(documentId), doc)
  const root = doc.getXmlFragment('default')
  const chunk = 1_000
  for (let written = 0; written < paragraphCount; written += chunk) {
    const before = Y.encodeStateVector(doc)
    doc.transact(() => {
      for (let i = 0; i < chunk; i++) {
        const paragraph = new Y.XmlElement('paragraph')
        paragraph.insert(0, [new Y.XmlText(prng.word(random, lettersOfParagraph, lettersOfParagraph))])
        root.push([paragraph])
      }
    })
    writer.sendUpdate(Y.encodeStateAsUpdate(doc, before))
  }
  const witness = await joinAndHear(await server.invite(documentId))
  witness.close()
  writer.close()
}

/** Resolves when so many bytes have come that every letter is among them; to decode them would cost more than to serve. */
async function joinAndHear(invitation: Invitation): Promise<Connection> {
  let missing = paragraphCount * lettersOfParagraph
  return await new Promise<Connection>((resolve, reject) => {
    const deadline = setTimeout(() => reject(new Error('the document did not arrive')), arrivalLimitMs)
    const connection = Connection.open(invitation, new Y.Doc(), { onState: hear, onUpdate: hear })
    connection.catch(reject)
    function hear(update: Uint8Array) {
      missing -= update.length
      if (missing > 0) return
      clearTimeout(deadline)
      resolve(connection)
    }
  })
}
