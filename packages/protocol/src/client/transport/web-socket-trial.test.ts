import { expect, test } from 'vitest'
import { SteppedClock } from '../../../test/stepped-clock.ts'
import type { CarrierEvents } from './carrier.ts'
import { maxSilentSocketMs, WebSocketTrial } from './web-socket-trial.ts'

function setTrial() {
  const clock = new SteppedClock()
  const vain: string[] = []
  let network: CarrierEvents | undefined
  const parts = {
    clock,
    url: 'ws://server/document',
    protocols: [],
    silentMs: maxSilentSocketMs,
    openSocket: (_url: string, _protocols: readonly string[], events: CarrierEvents) => {
      network = events
      return { send: () => undefined, close: () => undefined }
    },
  }
  const nothing = () => undefined
  new WebSocketTrial(
    parts,
    { onOpen: nothing, onMessage: nothing, onClose: nothing },
    { onReached: nothing, onProven: nothing, onVain: (kind) => vain.push(kind) },
  )
  return { clock, vain, network: network as CarrierEvents }
}

test('T3 a handshake that is not answered is given up after 5 s', () => {
  const { clock, vain } = setTrial()
  clock.advance(maxSilentSocketMs - 1)
  expect(vain).toEqual([])
  clock.advance(1)
  expect(vain).toEqual(['silent'])
})

test('T3 a network on which the handshake takes long has all of 5 s for the first frame', () => {
  const { clock, vain, network } = setTrial()
  clock.advance(maxSilentSocketMs - 1)
  network.onOpen()
  clock.advance(maxSilentSocketMs - 1)
  expect(vain).toEqual([])
  clock.advance(1)
  expect(vain).toEqual(['silent'])
})

test('T3 a first frame in time is enough', () => {
  const { clock, vain, network } = setTrial()
  network.onOpen()
  network.onMessage(new Uint8Array())
  clock.advance(10 * maxSilentSocketMs)
  expect(vain).toEqual([])
})
