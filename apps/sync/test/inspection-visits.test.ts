import { type Envelope, encodeInspect, messageType, readReport, type WireReport } from '@duplex/protocol'
import * as decoding from 'lib0/decoding'
import { describe, expect, it } from 'vitest'
import { startByteCounter } from './support/byte-counter.ts'
import { useFixture } from './support/fixture.ts'
import { until } from './support/until.ts'
import { emptyStep1, envelopeOf, setVisitScene, writing } from './support/visit-scene.ts'
import { type Listening, Visitor } from './support/visitor.ts'

function reportsIn({ messages }: Envelope): WireReport[] {
  return messages
    .filter(([type]) => type === messageType.report)
    .map((message) => readReport(decoding.createDecoder(message.subarray(1))))
}

describe('W7 inspection of a visit', () => {
  const fixture = useFixture()

  it('W7 counts what its requests and answers cost on TCP, with their headers', async () => {
    const { server, documentId, ticket } = await setVisitScene(fixture)
    const counter = await startByteCounter(server.port)
    const visitor = new Visitor(`http://127.0.0.1:${counter.port}`, documentId)
    await visitor.open(await ticket())
    await visitor.say(1, [emptyStep1, writing(7, 'x'.repeat(300))])
    const { last } = envelopeOf(await visitor.ask(0))
    await visitor.ask(last, 1)
    await visitor.say(3, [encodeInspect('totals')])
    const { up, down } = counter
    const answer = envelopeOf(await visitor.ask(0))
    const [report] = reportsIn(answer)
    expect(report?.totals).toMatchObject({ requests: 5, bytesIn: up, bytesOut: down, messagesIn: 3, framesIn: 0 })
    expect(report?.totals.messagesOut).toBe(answer.last - 1)
    counter.close()
  })

  it('W7 counts a stream while it lasts, and shows each event', async () => {
    const { server, documentId, ticket } = await setVisitScene(fixture)
    const counter = await startByteCounter(server.port)
    const visitor = new Visitor(`http://127.0.0.1:${counter.port}`, documentId)
    await visitor.open(await ticket())
    const stream = (await visitor.listen(0)) as Listening
    await visitor.say(1, [encodeInspect('on'), emptyStep1])
    const heard = () => stream.events.flatMap(({ envelope }) => reportsIn(envelope))
    await until('events are told', () => heard().some(({ records }) => records.some(({ kind }) => kind === 'event')))
    const records = heard().flatMap((report) => report.records)
    expect(records.find(({ kind }) => kind === 'request')).toMatchObject({ purpose: 'say', status: 200 })
    const before = counter.down
    await visitor.say(3, [encodeInspect('totals')])
    await until('the totals are there', () => heard().at(-1)?.records.length === 0)
    const { totals } = heard().at(-1) as WireReport
    expect(totals.bytesIn).toBe(counter.up)
    expect(totals.bytesOut).toBeGreaterThan(before)
    expect(totals.bytesOut).toBeLessThan(counter.down)
    stream.stop()
    counter.close()
  })

  it('W7 no report is the reason of another, though it takes a request', async () => {
    const { visit } = await setVisitScene(fixture)
    const visitor = await visit()
    await visitor.say(1, [encodeInspect('on'), emptyStep1])
    let have = 0
    const reports: WireReport[] = []
    // A question that is held until its time is up: nothing was there to be told.
    for (let answers = 0; ; answers++) {
      const { messages, last, first } = envelopeOf(await visitor.ask(have, 1))
      if (messages.length === 0) break
      reports.push(...reportsIn({ ack: 0, last, first, messages }))
      have = first + messages.length - 1
      expect(answers).toBeLessThan(10)
    }
    expect(reports.length).toBeGreaterThan(0)
    await visitor.say(3, [writing(7, 'x')])
    const told = await until('what happened meanwhile is told', async () => {
      const envelope = envelopeOf(await visitor.ask(have, 1))
      have = envelope.first + envelope.messages.length - 1
      return reportsIn(envelope).find(({ records }) => records.length > 0)
    })
    expect(told.records.filter(({ kind }) => kind === 'request').length).toBeGreaterThan(2)
  })
})
