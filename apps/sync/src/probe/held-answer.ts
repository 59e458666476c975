import type { ServerResponse } from 'node:http'
import type { TimerWheel } from '../timer-wheel.ts'
import { answerJson } from '../visit/doors/answer.ts'

/** Answers after `holdMs`, as a long poll does where nothing happens. */
export function holdAnswer(
  response: ServerResponse,
  origin: string | undefined,
  holdMs: number,
  { wheel }: { readonly wheel: TimerWheel },
): void {
  const cancel = wheel.after(holdMs, () => answerJson(response, origin, 200, { heldMs: holdMs }))
  response.on('close', cancel)
}
