import { type Envelope, messageType, type Role } from '@duplex/protocol'
import * as Y from 'yjs'
import { encodeSync } from '../../src/room/frames.ts'
import type { Fixture } from './fixture.ts'
import { docUnder } from './forge.ts'
import type { RunningServer } from './server.ts'
import { until } from './until.ts'
import { isProblem, type Problem, Visitor } from './visitor.ts'
import type { Someone } from './world.ts'

/** Second byte of a notice that is a ticket for the way back. */
const returnNotice = 4

export type VisitScene = {
  readonly server: RunningServer
  readonly documentId: string
  readonly person: Someone
  ticket(role?: Role): Promise<string>
  /** A visit that is open, and of which nothing was taken yet. */
  visit(role?: Role): Promise<Visitor>
}

export async function setVisitScene(fixture: Fixture, deps: Parameters<Fixture['start']>[0] = {}): Promise<VisitScene> {
  const server = await fixture.start(deps)
  const documentId = await fixture.world.addDocument('Plans')
  const person = await fixture.world.addPerson('Ada')
  const ticket = (role?: Role) => fixture.world.ticket(person, documentId, role)
  return {
    server,
    documentId,
    person,
    ticket,
    async visit(role) {
      const visitor = new Visitor(server.httpUrl, documentId)
      const answer = await visitor.open(await ticket(role))
      if (answer !== 'open') throw new Error(`not let in: ${JSON.stringify(answer)}`)
      return visitor
    },
  }
}

/** The answer, where it is not the end of the visit. */
export function envelopeOf(answer: Envelope | Problem): Envelope {
  if (isProblem(answer)) throw new Error(`the visit is over: ${JSON.stringify(answer)}`)
  return answer
}

/**
 * Answers with the number of the last message of the greeting: the ticket for the way back, which comes a moment after
 * the others (W8). Whatever comes after it is news.
 */
export async function hearGreeting(visitor: Visitor): Promise<number> {
  return await until('the visit is greeted', async () => {
    const { last, messages } = envelopeOf(await visitor.ask(0))
    const isWhole = messages.some(([type, kind]) => type === messageType.notice && kind === returnNotice)
    return isWhole ? last : undefined
  })
}

/** What somebody who has nothing says first. */
export const emptyStep1 = encodeSync('step1', Y.encodeStateVector(new Y.Doc()))

/** An update message that writes `text` under a client id of its own. */
export function writing(client: number, text: string): Uint8Array {
  return encodeSync('update', Y.encodeStateAsUpdate(docUnder(client, text)))
}

/** First bytes of messages: what they are. */
export function typesOf({ messages }: Envelope): (number | undefined)[] {
  return messages.map(([type]) => type)
}
