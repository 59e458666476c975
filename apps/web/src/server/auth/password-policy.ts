/** Characters. Long enough for any passphrase; bounded because each is hashed at a cost. */
export const passwordLength = { min: 8, max: 128 } as const

type PasswordOwner = { email: string; name: string }

/** Why a password is refused: one sentence for the person. Undefined where it is good. */
export type PasswordPolicy = (password: string, owner: PasswordOwner) => Promise<string | undefined>

/**
 * The rules of OWASP ASVS 5.0, 6.2: a minimal length, any character, no recipe, and nothing that guessers try first:
 * the 49,000 passwords that leaks show most often, the person's own name or address, and the product's name.
 */
export function createPasswordPolicy(loadCommonPasswords: () => Promise<readonly string[]>): PasswordPolicy {
  let common: Promise<ReadonlySet<string>> | undefined
  return async (password, { email, name }) => {
    if ([...password].length < passwordLength.min) return `A password needs at least ${passwordLength.min} characters.`
    if (password.length > passwordLength.max) return `A password has at most ${passwordLength.max} characters.`
    const folded = fold(password)
    if (namesOf(email, name).includes(folded)) return 'Your name or e-mail address cannot be your password.'
    common ??= loadCommonPasswords().then((list) => new Set(list.map(fold)))
    if ((await common).has(folded)) return 'This password is among the first that guessers try. Choose another one.'
    return undefined
  }
}

/** The list of @zxcvbn-ts, most frequent first. Loaded on demand: it is 380 kB. */
export async function loadCommonPasswords(): Promise<readonly string[]> {
  const { dictionary } = await import('@zxcvbn-ts/language-common')
  return dictionary['passwords-common']
}

function namesOf(email: string, name: string): string[] {
  const [mailbox = ''] = email.split('@')
  return [email, mailbox, name, name.replace(/\s+/g, ''), 'duplexduplex', 'duplex123'].map(fold)
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}
