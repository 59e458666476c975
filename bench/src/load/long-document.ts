import { setTimeout as pause } from 'node:timers/promises'
import { limits } from '@duplex/protocol'
import * as prng from 'lib0/prng'
import * as Y from 'yjs'
import type { Invitation, ServerUnderTest } from '../server/server-under-test.ts'
import { Connection } from './connection.ts'

const lettersOfParagraph = 280
const paragraphsOfMessage = 1_000
const arrivalLimitMs = 120_000
/** Half of what a connection may send at once. */
const burstBytes = limits.byteRate.burst / 2

/**
 * Writes a document of at least so many letters through a connection, some paragraphs at a time, and resolves with its
 * state when somebody else has all of it.
 */
export async function fillDocument(
  server: ServerUnderTest,
  documentId: string,
  letters: number,
  random: prng.PRNG,
): Promise<Uint8Array> {
  const doc = new Y.Doc()
  const writer = await Connection.open(await server.invite(documentId), doc)
  const begin = performance.now()
  let sentBytes = 0
  for (let missing = Math.ceil(letters / lettersOfParagraph); missing > 0; missing -= paragraphsOfMessage) {
    const before = Y.encodeStateVector(doc)
    appendParagraphs(doc, Math.min(missing, paragraphsOfMessage), random)
    const update = Y.encodeStateAsUpdate(doc, before)
    sentBytes += update.length
    const dueMs = ((sentBytes - burstBytes) / limits.byteRate.perSecond) * 1000
    await pause(Math.max(0, begin + dueMs - performance.now()))
    writer.sendUpdate(update)
  }
  const witness = await joinAndHear(await server.invite(documentId), letters)
  witness.close()
  writer.close()
  return Y.encodeStateAsUpdate(doc)
}

function appendParagraphs(doc: Y.Doc, count: number, random: prng.PRNG): void {
  doc.transact(() => {
    for (let i = 0; i < count; i++) {
      appendParagraph(doc).insert(0, prng.word(random, lettersOfParagraph, lettersOfParagraph))
    }
  })
}

function appendParagraph(doc: Y.Doc): Y.XmlText {
  const paragraph = new Y.XmlElement('paragraph')
  const text = new Y.XmlText()
  paragraph.insert(0, [text])
  doc.getXmlFragment('default').push([paragraph])
  return text
}

/** A paragraph to type in, the last one of a document that is now `state` and becomes somebody's own copy. */
export function openParagraph(state: Uint8Array): Y.XmlText {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, state)
  return appendParagraph(doc)
}

/** Resolves when so many bytes have come that every letter is among them; to decode them would cost more than to serve. */
export async function joinAndHear(invitation: Invitation, letters: number): Promise<Connection> {
  let missing = letters
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
