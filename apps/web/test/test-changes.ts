import { type Change, createChangeListener } from '@duplex/db'
import { expect } from 'vitest'

/** What other processes hear. */
export type HeardChanges = { changes: Change[]; close(): Promise<void> }

/** Listens until `close`; listening has begun when the promise resolves. */
export async function listenToChanges(url: string): Promise<HeardChanges> {
  const changes: Change[] = []
  let up: () => void = () => undefined
  const isUp = new Promise<void>((resolve) => {
    up = resolve
  })
  const listener = createChangeListener({
    url,
    onChange: (change) => changes.push(change),
    onUp: () => up(),
    onDown: () => undefined,
  })
  await isUp
  return { changes, close: () => listener.close() }
}

/** Waits until `expected` was heard. */
export async function expectChange(heard: HeardChanges, expected: Partial<Change>): Promise<void> {
  await expect.poll(() => heard.changes, { timeout: 5_000 }).toContainEqual(expect.objectContaining(expected))
}
