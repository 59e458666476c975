import type { ServerResponse } from 'node:http'
import { probeEvents } from '@duplex/protocol'
import type { Clock } from '../clock.ts'
import type { TimerWheel } from '../timer-wheel.ts'
import { headersFor } from '../visit/doors/answer.ts'
import { padding } from '../visit/doors/event-stream.ts'

/**
 * Some events, apart in time, each with the moment at which it left: with the headers and the padding of the event stream
 * of a visit, so that what happens to these happens to those.
 */
export function sendProbeEvents(
  response: ServerResponse,
  origin: string | undefined,
  { clock, wheel }: { readonly clock: Clock; readonly wheel: TimerWheel },
): void {
  response.writeHead(200, { ...headersFor(origin), 'content-type': 'text/event-stream' })
  response.write(padding)
  let sent = 0
  let cancel: (() => void) | undefined
  const send = () => {
    sent++
    response.write(`id: ${sent}\ndata: ${JSON.stringify({ n: sent, at: Math.round(clock.elapsed()) })}\n\n`)
    if (sent < probeEvents.count) cancel = wheel.after(probeEvents.apartMs, send)
    else response.end()
  }
  response.on('close', () => cancel?.())
  send()
}
