import { expect, test } from 'vitest'
import { encodeReport, type WireReport } from '../src/index.ts'
import { isStored, setStage, statusOf, until } from './client-stage.ts'

const stage = setStage()
const totals = { requests: 1, bytesIn: 2, bytesOut: 3, framesIn: 4, framesOut: 5, messagesIn: 6, messagesOut: 7 }
const report: WireReport = { time: 8, totals, leftOut: 0, records: [] }

/** Wishes that the server's end of the newest connection hears from now on. */
function hearWishes(): number[] {
  const wishes: number[] = []
  stage.server.peer().socket.on('message', (data: Buffer) => {
    if (data[0] === 104) wishes.push(data[1] as number)
  })
  return wishes
}

test('W7 a wish is said once, and again on each connection that follows until it is taken back', async () => {
  const connection = stage.connect()
  await statusOf(connection, isStored)
  const wishes = hearWishes()
  connection.reports.ask('on')
  connection.reports.ask('on')
  connection.reports.ask('totals')
  await until(() => wishes.length === 2)
  expect(wishes).toEqual([1, 2])
  const later: number[] = []
  stage.server.greet = (peer) => {
    peer.socket.on('message', (data: Buffer) => {
      if (data[0] === 104) later.push(data[1] as number)
    })
    peer.greet()
  }
  stage.server.peer().socket.terminate()
  await until(() => connection.status.getSnapshot().kind === 'waiting')
  connection.reports.ask('totals')
  connection.reconnectNow()
  await until(() => later.length > 0)
  connection.reports.ask('off')
  await until(() => later.length > 1)
  expect(later).toEqual([1, 0])
})

test('W7 reports reach those who asked, and the connection goes on', async () => {
  const connection = stage.connect()
  await statusOf(connection, isStored)
  const reports: WireReport[] = []
  const unsubscribe = connection.reports.subscribe((next) => reports.push(next))
  stage.server.peer().send(encodeReport(report))
  await until(() => reports.length === 1)
  unsubscribe()
  stage.server.peer().send(encodeReport(report))
  stage.server.peer().acknowledge()
  await statusOf(connection, isStored)
  expect(reports).toEqual([report])
})
