import type { Direction } from './carriage.ts'

/**
 * Bytes of the header of a frame with so long a payload (RFC 6455, 5.2): 2, 4 or 10, and 4 of mask where the page
 * sends it. A browser does not show frames: where it sends a long message in several, this is too little.
 */
export function frameHeaderBytes(direction: Direction, payloadBytes: number): number {
  const length = payloadBytes < 126 ? 2 : payloadBytes < 65_536 ? 4 : 10
  return direction === 'out' ? length + 4 : length
}
