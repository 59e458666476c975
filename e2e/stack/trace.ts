import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import * as Y from 'yjs'

/** Replace `deleted` characters at `position` by `inserted`; positions count UTF-16 units of the whole text. */
export type Patch = readonly [position: number, deleted: number, inserted: string]
/** One keystroke: who typed it, and what it does to the text in which every earlier keystroke is already there. */
export type Keystroke = { agent: 0 | 1; patches: Patch[] }
export type TypingSession = { keystrokes: Keystroke[]; endText: string }

type Transaction = { parents: number[]; agent: 0 | 1; patches: Patch[] }

/**
 * Reads a recorded two-person session (the `concurrent` format of josephg/editing-traces) and puts its keystrokes into one
 * order. A recorded position refers to what its author saw; the position in the common order is found by letting
 * Yjs merge the keystrokes one by one. Returns undefined where the file is absent.
 */
export function readTrace(file: string): TypingSession | undefined {
  if (!existsSync(file)) return undefined
  const { txns, endContent } = JSON.parse(gunzipSync(readFileSync(file)).toString()) as {
    txns: Transaction[]
    endContent: string
  }
  const authors = [createAuthor(1), createAuthor(2)] as const
  const reader = createAuthor(3)
  const seen: [number, number][] = []
  const updates: Uint8Array[][] = [[], []]
  const keystrokes = txns.map((txn): Keystroke => {
    const needed = whatTheAuthorSaw(txn, seen)
    const author = authors[txn.agent]
    const other = (1 - txn.agent) as 0 | 1
    while (author.received < needed[other]) author.apply(updates[other]?.[author.received++] as Uint8Array)
    const update = author.type(txn.patches)
    updates[txn.agent]?.push(update)
    needed[txn.agent] = updates[txn.agent]?.length ?? 0
    seen.push(needed)
    return { agent: txn.agent, patches: reader.apply(update) }
  })
  if (reader.text() !== endContent) throw new Error('the trace does not merge to its own end')
  return { keystrokes, endText: endContent }
}

/** How many keystrokes of each author are behind the parents of `txn`. */
function whatTheAuthorSaw(txn: Transaction, seen: [number, number][]): [number, number] {
  const counts: [number, number] = [0, 0]
  for (const parent of txn.parents) {
    const behind = seen[parent]
    if (behind === undefined) throw new Error('the trace names a parent that comes later')
    counts[0] = Math.max(counts[0], behind[0])
    counts[1] = Math.max(counts[1], behind[1])
  }
  return counts
}

/** Client ids are fixed: they decide who comes first where both typed at one place. */
function createAuthor(clientId: number) {
  const doc = new Y.Doc()
  doc.clientID = clientId
  const content = doc.getText('content')
  let last: Uint8Array = new Uint8Array()
  let patches: Patch[] = []
  doc.on('update', (update) => {
    last = update
  })
  content.observe((event) => {
    patches = toPatches(event.delta)
  })
  return {
    received: 0,
    text: () => content.toString(),
    type(typed: Patch[]): Uint8Array {
      doc.transact(() => {
        for (const [position, deleted, inserted] of typed) {
          if (deleted > 0) content.delete(position, deleted)
          if (inserted !== '') content.insert(position, inserted)
        }
      })
      return last
    },
    apply(update: Uint8Array): Patch[] {
      patches = []
      Y.applyUpdate(doc, update)
      return patches
    },
  }
}

function toPatches(delta: Y.YTextEvent['delta']): Patch[] {
  const patches: Patch[] = []
  let position = 0
  for (const step of delta) {
    if (step.retain !== undefined) position += step.retain
    else if (step.delete !== undefined) patches.push([position, step.delete, ''])
    else if (typeof step.insert === 'string') {
      patches.push([position, 0, step.insert])
      position += step.insert.length
    }
  }
  return patches
}
