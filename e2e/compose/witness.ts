import { OwnClient } from '../stack/own-client.ts'
import { Account } from './account.ts'

const words = ['tea', 'and', 'cake', 'before', 'the', 'backup']

/** Somebody who writes before a backup and after it, and looks at what a restore brought back. */
export class Witness {
  readonly #url: string
  #account: Account | undefined
  #kept = ''
  #late = ''

  constructor(url: string) {
    this.#url = url
  }

  async writeBefore(): Promise<void> {
    this.#account = await Account.create(this.#url, 'Witness')
    this.#kept = await this.#account.createDocument('Kept')
    await this.#write(this.#kept, words)
  }

  async writeAfter(): Promise<void> {
    this.#late = await this.#known.createDocument('Late')
    await this.#write(this.#late, ['late'])
    await this.#write(this.#kept, ['more'])
  }

  /** @throws with what is otherwise than it was when the backup was made */
  async compare(): Promise<void> {
    const before = await this.#known.readStatus(this.#kept)
    if (before !== 401) throw new Error(`a sign-in of before the restore is answered with ${before}`)
    const account = await this.#known.signInAgain()
    const found = (await account.readWords(this.#kept)).join(' ')
    if (found !== words.join(' ')) throw new Error(`the restored document says "${found}"`)
    const late = await account.readStatus(this.#late)
    if (late !== 404) throw new Error(`a document of after the backup is answered with ${late}`)
  }

  get #known(): Account {
    if (this.#account === undefined) throw new Error('nothing was written before the backup')
    return this.#account
  }

  /** As a page does it, until it is stored; then nobody holds it but the server. */
  async #write(documentId: string, typed: readonly string[]): Promise<void> {
    const client = new OwnClient({ url: this.#url, cookie: this.#known.cookie, documentId })
    try {
      await client.until('is live', () => client.isLive)
      for (const word of typed) client.type(word)
      await client.until('is stored', () => client.storedWords.length === typed.length)
    } finally {
      client.leave()
    }
  }
}
