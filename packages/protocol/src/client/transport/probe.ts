import { subprotocol } from '../../messages.ts'
import type { Clock } from '../clock.ts'
import type { OpenCarrier } from './carrier.ts'

type ProbeParts = { openSocket: OpenCarrier; clock: Clock; url: string; maxMs: number }

/**
 * Tries whether a WebSocket gets through, frames included, without a ticket: the server ends it with 4401, which
 * nobody else would. Answers once, unless it is taken back by the function that this returns.
 */
export function probeWebSocket({ openSocket, clock, url, maxMs }: ProbeParts, onAnswer: (works: boolean) => void) {
  let isOver = false
  const answer = (works: boolean) => {
    if (isOver) return
    stop()
    onAnswer(works)
  }
  const cancel = clock.after(maxMs, () => answer(false))
  const socket = openSocket(url, [subprotocol], {
    onOpen: () => undefined,
    onMessage: () => answer(true),
    onClose: (code) => answer(code >= 4000),
  })
  function stop(): void {
    isOver = true
    cancel()
    socket.close()
  }
  return stop
}
