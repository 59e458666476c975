import { type Role, roles } from '@duplex/protocol'
import { describe, expect, test } from 'vitest'
import { type Action, actions, can, decide, type Verdict } from './policy.ts'

const actor = { userId: '0198c0de-0000-7000-8000-000000000001' }

type Row = Record<Role, Verdict>
const all = (verdict: Verdict): Row => ({ owner: verdict, editor: verdict, commenter: verdict, viewer: verdict })
const ownerOnly = (verdict: Verdict): Row => ({ ...all('forbidden'), owner: verdict })
const writers: Row = { owner: 'allowed', editor: 'allowed', commenter: 'forbidden', viewer: 'forbidden' }
const inTrash = (verdict: Verdict): Row => ({ ...all('hidden'), owner: verdict })

const expected: Record<Action, { outside: Row; trash: Row }> = {
  'document.read': { outside: all('allowed'), trash: inTrash('allowed') },
  'document.connect': { outside: all('allowed'), trash: inTrash('in-trash') },
  'document.write': { outside: writers, trash: inTrash('in-trash') },
  'document.rename': { outside: writers, trash: inTrash('in-trash') },
  'document.trash': { outside: ownerOnly('allowed'), trash: inTrash('allowed') },
  'document.restore': { outside: ownerOnly('allowed'), trash: inTrash('allowed') },
  'document.delete': { outside: ownerOnly('not-in-trash'), trash: inTrash('allowed') },
  'members.read': { outside: all('allowed'), trash: inTrash('allowed') },
  'members.manage': { outside: ownerOnly('allowed'), trash: inTrash('in-trash') },
  'members.leave': { outside: all('allowed'), trash: inTrash('in-trash') },
}

describe.each(actions)('%s', (action) => {
  test.each(roles)('is decided as the table says for %s', (role) => {
    expect(decide(actor, action, { role, isTrashed: false })).toBe(expected[action].outside[role])
    expect(decide(actor, action, { role, isTrashed: true })).toBe(expected[action].trash[role])
  })

  test('is hidden from outsiders and refused to people who are not signed in', () => {
    for (const isTrashed of [false, true]) {
      expect(decide(actor, action, { role: undefined, isTrashed })).toBe('hidden')
      expect(decide(undefined, action, { role: 'owner', isTrashed })).toBe('signed-out')
      expect(can(undefined, action, { role: 'owner', isTrashed })).toBe(false)
    }
  })
})
