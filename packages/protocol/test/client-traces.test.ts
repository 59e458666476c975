import { describe, expect, test } from 'vitest'
import { messageType, traceBytes } from '../src/index.ts'
import { encodeTrace } from '../src/messages.ts'
import { isLive, isStored, setStage, statusOf, textOf, until, write } from './client-stage.ts'

const stage = setStage()
const place = new Uint8Array(traceBytes).fill(7)

/** Traces that write down what they are told; `isSampled`: whether an edit is in one. */
function recordTraces(isSampled: () => boolean = () => true) {
  const story: string[] = []
  return {
    story,
    traces: {
      sent(bytes: number) {
        story.push(`sent ${bytes > 0}`)
        if (!isSampled()) return undefined
        return { place, end: (outcome: 'stored' | 'lost') => void story.push(outcome) }
      },
      arrived(trace: Uint8Array) {
        story.push(`arrived ${trace[0]} “${textOf(stage.doc)}”`)
        return () => void story.push(`applied “${textOf(stage.doc)}”`)
      },
    },
  }
}

/** Connected, with everything stored; `frames`: types of the messages that the server gets from then on. */
async function connectTraced(isSampled?: () => boolean) {
  const { story, traces } = recordTraces(isSampled)
  const connection = stage.connect({ traces })
  await statusOf(connection, isStored)
  const frames: number[] = []
  stage.server.peer().socket.on('message', (data: Uint8Array) => frames.push(data[0] ?? -1))
  return { connection, story, frames }
}

describe('traces of updates', () => {
  test('W9 an edit is announced right before its message, and followed until it is stored', async () => {
    const { story, frames } = await connectTraced()
    stage.server.mode = 'hold'
    write(stage.doc, 'a')
    await until(() => stage.server.peer().inbox.length === 2)
    expect([frames, story]).toEqual([[messageType.trace, messageType.sync], ['sent true']])
    stage.server.commit()
    await until(() => story.length === 2)
    expect(story).toEqual(['sent true', 'stored'])
  })

  test('W9 one edit is followed at a time, and one a second', async () => {
    const { story } = await connectTraced()
    write(stage.doc, 'a')
    await until(() => story.includes('stored'))
    write(stage.doc, 'b')
    stage.server.mode = 'hold'
    stage.clock.advance(1_000)
    write(stage.doc, 'c')
    stage.clock.advance(1_000)
    write(stage.doc, 'd')
    await until(() => stage.server.peer().inbox.length === 5)
    expect(story).toEqual(['sent true', 'stored', 'sent true'])
  })

  test('W9 an edit that is in no trace is not announced', async () => {
    const { connection, frames } = await connectTraced(() => false)
    write(stage.doc, 'a')
    await statusOf(connection, isStored)
    expect(frames).toEqual([messageType.sync])
  })

  test('W9 an edit whose connection ends before it is stored counts as lost', async () => {
    const { connection, story } = await connectTraced()
    stage.server.mode = 'hold'
    write(stage.doc, 'a')
    await until(() => stage.server.peer().inbox.length === 2)
    stage.server.peer().socket.terminate()
    await statusOf(connection, ({ kind }) => kind === 'waiting')
    expect(story).toEqual(['sent true', 'lost'])
  })

  test('W9 what arrives behind a trace belongs to it, and what follows does not', async () => {
    const { story } = await connectTraced()
    stage.server.peer().send(encodeTrace(place))
    write(stage.server.doc, 'x')
    await until(() => textOf(stage.doc) === 'x')
    write(stage.server.doc, 'y')
    await until(() => textOf(stage.doc) === 'xy')
    expect(story).toEqual(['arrived 7 “”', 'applied “x”'])
  })

  test('W9 a trace means nothing to who traces nothing', async () => {
    const connection = stage.connect()
    await statusOf(connection, isStored)
    stage.server.peer().send(encodeTrace(place))
    write(stage.server.doc, 'x')
    await until(() => textOf(stage.doc) === 'x')
    expect(isLive(connection.status.getSnapshot())).toBe(true)
  })

  test('W9 a trace of another length cannot be read', async () => {
    const { connection } = await connectTraced()
    stage.server.peer().send(encodeTrace(place.subarray(1)))
    await statusOf(connection, (status) => status.kind === 'waiting' && status.cause === 'undecodable')
  })
})
