/** How long the two slow probes take, in ms. */
export type Patience = { idleMs: number; heldMs: number }

/** Longer than the minute after which many proxies cut. */
const idleSeconds = 70
/** As long as our client lets the server hold a question. */
const heldSeconds = 20

type Parameter = string | string[] | undefined

/** `?idle=` and `?held=` shorten them, in whole seconds: for whoever tries one change of a proxy after another. */
export function readPatience(idle: Parameter, held: Parameter): Patience {
  return { idleMs: toSeconds(idle, idleSeconds) * 1000, heldMs: toSeconds(held, heldSeconds) * 1000 }
}

function toSeconds(text: Parameter, longest: number): number {
  const seconds = typeof text === 'string' && /^\d{1,3}$/.test(text) ? Number(text) : longest
  return Math.min(Math.max(1, seconds), longest)
}
