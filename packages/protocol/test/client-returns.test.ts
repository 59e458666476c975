import { describe, expect, test } from 'vitest'
import { maxAttemptMs } from '../src/client/attempt.ts'
import { maxReturnAttempts, returnMarginMs } from '../src/client/tickets.ts'
import { type CloseName, closeTable, encodeNotice, limits, type Notice } from '../src/index.ts'
import { isLive, isStored, setStage, statusOf, until } from './client-stage.ts'

const stage = setStage()

const lifeMs = limits.returnLifeSeconds * 1000

/** Connected, and in possession of a ticket for the way back. */
async function connectWithReturn(ticket = 'back.1') {
  const connection = stage.connect()
  await statusOf(connection, isStored)
  await give(ticket)
  return connection
}

/** The acknowledgement behind the notice tells that it arrived. */
async function give(ticket: string): Promise<void> {
  const peer = stage.server.peer()
  peer.send(encodeNotice({ kind: 'return', ticket, lifeMs }))
  const questions = peer.inbox.length
  peer.sendStep1()
  await until(() => peer.inbox.length > questions)
}

const shown = () => stage.server.peers.map(({ protocols }) => protocols)

async function end(connection: ReturnType<typeof stage.connect>, close?: CloseName, reason = ''): Promise<void> {
  const { socket } = stage.server.peer()
  if (close) socket.close(closeTable[close].code, reason)
  else socket.terminate()
  await statusOf(connection, ({ kind }) => kind === 'waiting')
}

describe('the way back', () => {
  test('W8 begins with the newest ticket that the connection was given, and web is not asked', async () => {
    const connection = await connectWithReturn('back.1')
    await give('back.2')
    await end(connection)
    stage.clock.advanceToNext()
    await statusOf(connection, isLive)
    expect(shown()).toEqual(['duplex.v1,ticket.t1', 'duplex.v1,ticket.back.2'])
    expect([stage.server.peer().path, stage.tickets]).toEqual([stage.server.peers[0]?.path, 1])
  })

  test('W8 asks web where the ticket was used and no other came', async () => {
    const connection = await connectWithReturn()
    for (let round = 0; round < 2; round++) {
      await end(connection)
      stage.clock.advanceToNext()
      await statusOf(connection, isLive)
    }
    expect(shown()).toEqual(['duplex.v1,ticket.t1', 'duplex.v1,ticket.back.1', 'duplex.v1,ticket.t2'])
  })

  test.each([
    ['restart', 'restart within 4000 ms'],
    ['overloaded', 'busy, retry in 1500 ms'],
    ['storageAway', ''],
    ['goingAway', ''],
  ] as const)('W8 keeps the ticket while nobody spoke of it: %s', async (close, reason) => {
    const connection = await connectWithReturn()
    await end(connection, close, reason)
    stage.server.greet = ({ socket }) => socket.close(closeTable[close].code, reason)
    stage.clock.advanceToNext()
    await until(() => stage.server.peers.length === 2)
    await statusOf(connection, ({ kind }) => kind === 'waiting')
    stage.server.greet = undefined
    stage.clock.advanceToNext()
    await statusOf(connection, isLive)
    expect(shown().slice(1)).toEqual(['duplex.v1,ticket.back.1', 'duplex.v1,ticket.back.1'])
    expect(stage.tickets).toBe(1)
  })

  test('W8 asks web where the ticket is refused, and nobody counts as signed out', async () => {
    const connection = await connectWithReturn()
    await end(connection)
    stage.server.greet = ({ socket }) => {
      stage.server.greet = undefined
      socket.close(closeTable.signedOut.code)
    }
    stage.clock.advanceToNext()
    await until(() => stage.server.peers.length === 2)
    expect(await statusOf(connection, ({ kind }) => kind === 'waiting')).toMatchObject({ cause: 'signedOut' })
    stage.clock.advanceToNext()
    await statusOf(connection, isLive)
    expect(shown()).toEqual(['duplex.v1,ticket.t1', 'duplex.v1,ticket.back.1', 'duplex.v1,ticket.t2'])
  })

  test('W8 asks web where nobody answers three times', async () => {
    const connection = await connectWithReturn()
    await end(connection)
    stage.server.greet = ({ socket }) => socket.terminate()
    for (let attempts = 2; attempts <= 2 + maxReturnAttempts; attempts++) {
      stage.clock.advanceToNext()
      await until(() => stage.server.peers.length === attempts)
      await statusOf(connection, ({ kind }) => kind === 'waiting')
    }
    const back = Array(maxReturnAttempts).fill('duplex.v1,ticket.back.1')
    expect(shown()).toEqual(['duplex.v1,ticket.t1', ...back, 'duplex.v1,ticket.t2'])
  })

  test('W8 keeps the ticket for when the page is online again', async () => {
    const connection = await connectWithReturn()
    await end(connection)
    stage.page.online = false
    stage.server.greet = ({ socket }) => socket.terminate()
    for (let attempts = 2; attempts <= 3 + maxReturnAttempts; attempts++) {
      stage.clock.advanceToNext()
      await until(() => stage.server.peers.length === attempts)
      await until(() => !stage.clock.waiting.includes(maxAttemptMs))
    }
    stage.server.greet = undefined
    stage.page.online = true
    stage.page.signal('online')
    await statusOf(connection, isLive)
    expect(shown().at(-1)).toBe('duplex.v1,ticket.back.1')
    expect(stage.tickets).toBe(1)
  })

  test('W8 believes web where it says that nobody is signed in', async () => {
    const connection = await connectWithReturn()
    await end(connection)
    stage.answer = () => ({ kind: 'refused', cause: 'signedOut' })
    stage.server.greet = ({ socket }) => socket.close(closeTable.signedOut.code)
    stage.clock.advanceToNext()
    await until(() => stage.server.peers.length === 2)
    await statusOf(connection, ({ kind }) => kind === 'waiting')
    stage.clock.advanceToNext()
    expect(await statusOf(connection, ({ kind }) => kind === 'stopped')).toMatchObject({ cause: 'signedOut' })
  })

  test('W8 asks web after a change of access', async () => {
    const connection = await connectWithReturn()
    await end(connection, 'accessChanged')
    stage.clock.advanceToNext()
    await statusOf(connection, isLive)
    expect(shown()).toEqual(['duplex.v1,ticket.t1', 'duplex.v1,ticket.t2'])
  })

  test('W8 asks web where the ticket would end on its way, because the machine slept', async () => {
    const connection = await connectWithReturn()
    stage.clock.sleep(lifeMs - returnMarginMs)
    await end(connection)
    stage.clock.advanceToNext()
    await statusOf(connection, isLive)
    expect(shown()).toEqual(['duplex.v1,ticket.t1', 'duplex.v1,ticket.t2'])
  })

  test('W8 is between the connection and the server: who listens to notices is told of no ticket', async () => {
    const connection = stage.connect()
    const told: Notice[] = []
    connection.onNotice((notice) => told.push(notice))
    await statusOf(connection, isStored)
    stage.server.peer().send(encodeNotice({ kind: 'title', title: 'Plans' }))
    await give('back.1')
    expect(told).toEqual([{ kind: 'title', title: 'Plans' }])
  })
})
