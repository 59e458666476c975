import type { Member } from './member.ts'
import { clocksAfter, type KnownClocks } from './update-check.ts'
import { scanUpdate } from './update-scan.ts'
import { Window } from './window.ts'

/**
 * What of `windows`, in their order, can still be stored without anything of `gone`, in a document of which `known`
 * holds. Updates were judged as if all before them were stored, so some may build on what will not be: their author is
 * told, and nothing is left of what it sent later.
 *
 * A note is a message that repeats what was there when it came. In the first window that was what is stored by now; in
 * a later one it may be what will not be.
 */
export function salvage(windows: readonly Window[], gone: ReadonlySet<Member>, known: KnownClocks): Window {
  const rest = new Window()
  const dropped = new Set<Member>()
  const clockOf = (client: number) => rest.clocks.get(client) ?? known(client)
  for (const update of windows.flatMap((window) => window.updates)) {
    if (gone.has(update.author) || dropped.has(update.author)) continue
    const clocks = clocksAfter(scanUpdate(update.bytes), clockOf)
    if (clocks) rest.add({ ...update, clocks })
    else dropped.add(update.author)
  }
  for (const [i, { notes }] of windows.entries()) {
    for (const [member, upTo] of notes) {
      if (gone.has(member)) continue
      if (i === 0) rest.note(member, upTo)
      else dropped.add(member)
    }
  }
  for (const member of dropped) member.onDropped()
  return rest
}
