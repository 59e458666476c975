import path from 'node:path'
import { createRandom } from './random.ts'
import { type Keystroke, type Patch, readTrace, type TypingSession } from './trace.ts'

/** A recording may lie beside the checkout. */
const recording = path.resolve(import.meta.dirname, '../../../shared/data/traces/friendsforever.json.gz')

/** About as long as the recorded session, and as many turns. */
const madeUp = { seed: 1, keystrokes: 26_000, runLength: 24 }

/** A recorded session of two people, or where there is none, one like it that is made up: the same each time. */
export function readSession(): TypingSession {
  return readTrace(recording) ?? makeUp()
}

/** Two people who type words by turns, take letters back, and go elsewhere in the text. */
function makeUp(): TypingSession {
  const random = createRandom(madeUp.seed)
  const keystrokes: Keystroke[] = []
  let text = ''
  let agent: 0 | 1 = 0
  let at = 0
  while (keystrokes.length < madeUp.keystrokes) {
    if (random() < 1 / madeUp.runLength) {
      agent = agent === 0 ? 1 : 0
      at = random() < 0.5 ? text.length : Math.floor(random() * (text.length + 1))
    }
    const patch: Patch = at > 0 && random() < 0.1 ? [at - 1, 1, ''] : [at, 0, letterAt(keystrokes.length, random)]
    const [position, deleted, inserted] = patch
    text = text.slice(0, position) + inserted + text.slice(position + deleted)
    at = position + inserted.length
    keystrokes.push({ agent, patches: [patch] })
  }
  return { keystrokes, endText: text }
}

/** The 60th ends a paragraph, each 6th a word. */
function letterAt(i: number, random: () => number): string {
  if (i % 60 === 59) return '\n'
  return i % 6 === 5 ? ' ' : String.fromCharCode(97 + Math.floor(random() * 26))
}
