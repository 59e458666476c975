import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { Link } from '../src/client/link.ts'
import { createSocketClass } from '../src/client/transport/carried-socket.ts'
import { carryByWebSocket } from '../src/client/transport/web-socket-carrier.ts'
import { documentId, setStage, until } from './client-stage.ts'

const stage = setStage()

/** A link whose owner does nothing when it ends. */
function createLink() {
  const doc = new Y.Doc()
  const ends: unknown[] = []
  const ignore = () => undefined
  let sockets = 0
  const open = carryByWebSocket(WebSocket)
  const CountedSocket = createSocketClass((...asked) => {
    sockets += 1
    return open(...asked)
  })
  const link = new Link(
    { doc, awareness: new Awareness(doc), documentId, WebSocket: CountedSocket, traces: undefined },
    {
      onHello: ignore,
      onServerState: ignore,
      onAcknowledgement: ignore,
      onHeartbeat: ignore,
      onNotice: ignore,
      onReport: ignore,
      onUnreadable: ignore,
      gate: (frame) => frame,
      onEnd: (end) => ends.push(end),
    },
  )
  const connect = () => link.open(`${stage.server.url}/${documentId}`, ['duplex.v1'])
  return { doc, ends, link, open: connect, socketCount: () => sockets }
}

test('L5 a link that ended stays so until it is opened again', async () => {
  const { doc, ends, link, open, socketCount } = createLink()
  open()
  await until(() => stage.server.peers.length === 1)
  stage.server.peer().socket.close(1012, 'restart within 5 ms')
  await until(() => ends.length === 1)
  expect(ends).toEqual([{ code: 1012, reason: 'restart within 5 ms' }])
  // The provider's own attempt is a timer of 0 ms that was set before this one.
  await new Promise((resolve) => setTimeout(resolve, 1))
  expect(socketCount()).toBe(1)
  open()
  await until(() => stage.server.peers.length === 2)
  link.destroy()
  doc.destroy()
})

test('L5 a link that is closed by its owner does not report that', async () => {
  const { doc, ends, link, open } = createLink()
  open()
  await until(() => stage.server.peers.length === 1)
  const { socket } = stage.server.peer()
  link.close()
  await until(() => socket.readyState === socket.CLOSED)
  expect(ends).toEqual([])
  link.destroy()
  doc.destroy()
})
