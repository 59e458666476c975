import { expect, test } from 'vitest'
import { createPasswordPolicy, loadCommonPasswords, passwordLength } from './password-policy.ts'

const policy = createPasswordPolicy(loadCommonPasswords)
const ada = { email: 'ada.lovelace@example.org', name: 'Ada Lovelace' }

test.each(['correct horse battery staple', 'ŧḧïş·ïş·ƒïñé', '        .        ', '8 chars!', `${'long '.repeat(20)}`])(
  'takes "%s": any characters, no recipe',
  async (password) => {
    expect(await policy(password, ada)).toBeUndefined()
  },
)

test.each([
  ['too short', 'seven77'],
  ['too long', 'x'.repeat(passwordLength.max + 1)],
  ['in every list', 'password1'],
  ['in every list, in capitals', 'ILoveYou1'],
  ['the e-mail address', 'ada.lovelace@example.org'],
  ['the mailbox', 'Ada.Lovelace'],
  ['the name', 'ada lovelace'],
  ['the name without its space', 'AdaLovelace'],
])('refuses a password that is %s', async (_, password) => {
  expect(await policy(password, ada)).toEqual(expect.any(String))
})

test('knows at least the 3,000 passwords that leaks show most often', async () => {
  const list = await loadCommonPasswords()
  expect(list.length).toBeGreaterThan(3_000)
  const long = list.filter((password) => password.length >= passwordLength.min).slice(0, 3_000)
  expect(long).toHaveLength(3_000)
  for (const password of long.filter((_, i) => i % 100 === 0)) expect(await policy(password, ada)).toBeDefined()
})
