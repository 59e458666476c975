/** Twelve hues for carets, legible on both papers and apart from the colours of the wires. */
export const caretColours = [
  '#C2410C',
  '#B45309',
  '#4D7C0F',
  '#15803D',
  '#0E7490',
  '#0369A1',
  '#1D4ED8',
  '#6D28D9',
  '#A21CAF',
  '#BE185D',
  '#9F1239',
  '#57534E',
] as const

/** The same person has the same colour everywhere; nothing is stored for it (FNV-1a of the user id). */
export function caretColourOf(userId: string): string {
  let hash = 0x811c9dc5
  for (let i = 0; i < userId.length; i++) hash = Math.imul(hash ^ userId.charCodeAt(i), 0x01000193)
  return caretColours[(hash >>> 0) % caretColours.length] as string
}
