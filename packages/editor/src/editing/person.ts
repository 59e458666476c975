import type { Awareness } from 'y-protocols/awareness'

/** Somebody in the document, as the server says: it writes `user` into every presence entry from the ticket. */
export type Person = { readonly id: string; readonly name: string; readonly color: string }

/** Reads the `user` of a presence entry; undefined for one that the server has not named. */
export function readPerson(state: Record<string, unknown> | null | undefined): Person | undefined {
  const user = state?.user
  if (typeof user !== 'object' || user === null) return undefined
  const { id, name, color } = user as Record<string, unknown>
  if (typeof id !== 'string' || typeof name !== 'string' || typeof color !== 'string') return undefined
  return /^#[0-9a-f]{6}$/i.test(color) ? { id, name, color } : undefined
}

/** Whether a program writes at this caret in somebody's name: what they stream into the document. */
export function isStream(state: Record<string, unknown>): boolean {
  return state.stream === true
}

/** Everybody else who is here, once each, in a stable order. */
export function readPeople(awareness: Awareness): Person[] {
  const people = new Map<string, Person>()
  for (const [client, state] of awareness.getStates()) {
    const person = client === awareness.clientID ? undefined : readPerson(state)
    if (person !== undefined) people.set(person.id, person)
  }
  return [...people.values()].sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id))
}
