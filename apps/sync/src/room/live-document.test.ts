import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { readLive } from './document-reading.ts'
import { atOnce } from './turns.ts'
import { scanUpdate } from './update-scan.ts'

/** Somebody who types letter by letter, at ever other places: each letter is a struct of its own. */
function typeInto(doc: Y.Doc, letters: number): void {
  const text = doc.getText('default')
  for (let i = 0; i < letters; i++) text.insert((i * 7_919) % (text.length + 1), 'x')
}

function toApplicable(bytes: Uint8Array) {
  return { bytes, structs: scanUpdate(bytes).structs }
}

describe('LiveDocument', () => {
  it('V5 takes what two people wrote far from each other, however many structs and bytes it has', () => {
    const base = new Y.Doc()
    typeInto(base, 2_000)
    const live = atOnce(readLive([Y.encodeStateAsUpdate(base)]))
    for (const letters of [500, 501, 502, 1_000, 1_501]) {
      const away = new Y.Doc()
      Y.applyUpdate(away, Y.encodeStateAsUpdate(base))
      typeInto(away, letters)
      const { update, misfits } = live.apply([toApplicable(Y.encodeStateAsUpdate(away, Y.encodeStateVector(base)))])
      expect([update !== undefined, misfits]).toEqual([true, []])
    }
    expect([...live.clocks.values()].reduce((sum, clock) => sum + clock, 0)).toBe(
      2_000 + 500 + 501 + 502 + 1_000 + 1_501,
    )
  })
})
