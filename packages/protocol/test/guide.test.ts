import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { encodeStateVector } from 'yjs'
import { backoffBaseMs, backoffCapMs, healthyAfterMs } from '../src/client/retry-delay.ts'
import { maxHeldRequests } from '../src/client/transport/held-slots.ts'
import { maxVainSockets, probeMs } from '../src/client/transport/ladder.ts'
import { pollMs, slackening } from '../src/client/transport/poll-down.ts'
import { holdSeconds } from '../src/client/transport/visit-requests.ts'
import { maxSilentSocketMs, provenMs } from '../src/client/transport/web-socket-trial.ts'
import { closeTable, limits, verdictOf } from '../src/index.ts'
import { goldenVectors } from './golden-vectors.ts'

const guide = readFileSync(new URL('../../../docs/protocols.md', import.meta.url), 'utf8').replaceAll(/\s+/g, ' ')
const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const hexOf = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')

/** The server's header before a binary message: FIN and opcode 2, then a short length without a mask. */
const frame = (payload: Uint8Array) => new Uint8Array([0x82, payload.length, ...payload])

const words = ['none', 'one', 'two', 'three', 'four', 'five']

describe('the guide', () => {
  test('computes the accept of its handshake as every server does', () => {
    const key = /Sec-WebSocket-Key: (\S+)/.exec(guide)?.[1] ?? ''
    const digest = createHash('sha1').update(key + guid)
    expect(guide).toContain(`\`${key}${guid}\``)
    expect(guide).toContain(`SHA-1: \`${digest.copy().digest('hex')}\``)
    const accept = digest.digest('base64')
    expect(guide).toContain(`Sec-WebSocket-Accept: ${accept}`)
    expect(guide).toContain(`20 bytes: \`${accept}\``)
  })

  test('shows the frame of a newcomer, byte for byte', () => {
    const [, payload = ''] = /is four bytes: `([0-9a-f ]+)`/.exec(guide) ?? []
    const vector = encodeStateVector(new Y.Doc())
    expect(payload).toBe(hexOf(new Uint8Array([0, 0, vector.length, ...vector])))
    const [, head, mask = '', masked = ''] =
      /(82 FIN.* 84 mask bit, length 4) ((?:[0-9a-f]{2} ){4})mask key ((?:[0-9a-f]{2} ){4})the payload/.exec(guide) ??
      []
    expect(head).toBeDefined()
    const key = mask
      .trim()
      .split(' ')
      .map((byte) => Number.parseInt(byte, 16))
    const bytes = masked
      .trim()
      .split(' ')
      .map((byte, at) => Number.parseInt(byte, 16) ^ (key[at % 4] ?? 0))
    expect(hexOf(new Uint8Array(bytes))).toBe(payload)
  })

  test('shows the frame of an acknowledgement, byte for byte', () => {
    const { hex = '' } = goldenVectors.find(({ name }) => name === 'an acknowledgement without a digest') ?? {}
    expect(guide).toContain(`is \`${hexOf(frame(Buffer.from(hex, 'hex')))}\``)
  })

  test.each([
    ['polls while something happens', `asks every ${pollMs.busy} ms while somebody writes`],
    [
      'polls where nothing does',
      `${slackening} times as rarely after each empty answer, up to ${pollMs.idle / 1000} s`,
    ],
    ['polls of a hidden page', `every ${pollMs.hidden / 1000} s in a page that nobody looks at`],
    [
      'a thousand that poll',
      `${1000 / (pollMs.idle / 1000)} requests a second then, in hidden tabs ${Math.round(1000 / (pollMs.hidden / 1000))}`,
    ],
    ['the first word after a silence', `it is ${pollMs.idle / 2000} s late on average`],
    ['a held question', `ours waits ${holdSeconds} s, the server allows ${limits.maxPollWaitMs / 1000}`],
    ['the header of a long poll', `Prefer: wait=${holdSeconds}`],
    ['pings', `the server pings every ${limits.heartbeatMs / 1000} s`],
    ['a ticket', `for one connection within ${limits.ticketLifeSeconds} s`],
    ['a ticket for the way back', `good once within ${limits.returnLifeSeconds} s`],
    ['held requests of a browser', `at most ${words[maxHeldRequests]} tabs hold a request`],
    ['backoff', `(${backoffBaseMs} ms, 1 s, 2 s … ${backoffCapMs / 1000} s)`],
    ['health', `only after ${healthyAfterMs === 60_000 ? 'a minute' : 'another time'} of health`],
    [
      'vain sockets',
      `${words[maxVainSockets]?.replace('t', 'T')} in a row that are cut before they lived for ${provenMs / 1000} s`,
    ],
    ['a silent socket', `one on which nothing comes for ${maxSilentSocketMs / 1000} s`],
    ['looks upward', `it tries a socket again, after ${probeMs.first / 1000} s`],
    [
      'the limit of a message',
      `here ${limits.maxMessageBytes / limits.MiB} MiB, then ${closeTable.messageTooBig.code}`,
    ],
    [
      'the limit of a slow reader',
      `here ${limits.maxBufferedBytes / limits.MiB} MiB, then ${closeTable.slowReader.code}`,
    ],
    ['a stray request', `gets ${closeTable.noAnswer.code} and the client begins anew`],
    ['a lost right', `closed with ${closeTable.accessChanged.code} within two seconds`],
  ])('says of %s what the code does', (_, sentence) => {
    expect(guide).toContain(sentence)
  })

  test('says of close codes whether to try again as the table does', () => {
    const nobody = [1000, 1009].map(verdictOf)
    expect(nobody).toEqual(['done', 'stop'])
    expect([1001, 1006].map(verdictOf)).toEqual(['retry', 'retry'])
    expect([1012, 1013].map(verdictOf)).toEqual(['retry-within', 'retry-after'])
    const ours = Object.values(closeTable).filter(({ code }) => code >= 4500)
    expect(ours.every(({ verdict }) => /^retry|^new-ticket/.test(verdict))).toBe(true)
    for (const code of [1000, 1001, 1006, 1009, 1012, 1013]) expect(guide).toContain(`| ${code} |`)
  })
})
