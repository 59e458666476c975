import { randomUUID } from 'node:crypto'

type Credentials = { readonly email: string; readonly password: string }

/** Somebody who is signed in, by the REST API alone. */
export class Account {
  readonly cookie: string
  readonly #url: string
  readonly #credentials: Credentials

  private constructor(url: string, credentials: Credentials, answer: Response) {
    this.#url = url
    this.#credentials = credentials
    this.cookie = answer.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';', 1)[0])
      .join('; ')
  }

  /** The first account of an installation goes through set-up. */
  static async create(url: string, name: string): Promise<Account> {
    const credentials = { email: `${randomUUID()}@example.org`, password: randomUUID() }
    const account = { name, ...credentials }
    const setUp = await post(url, '/api/v1/setup', account)
    const answer = setUp.status === 201 ? setUp : await post(url, '/api/auth/sign-up/email', account)
    if (!answer.ok) throw new Error(`sign-up: ${answer.status} ${await answer.text()}`)
    return new Account(url, credentials, answer)
  }

  /** The same person, with another session. */
  async signInAgain(): Promise<Account> {
    const answer = await post(this.#url, '/api/auth/sign-in/email', this.#credentials)
    if (!answer.ok) throw new Error(`sign-in: ${answer.status} ${await answer.text()}`)
    return new Account(this.#url, this.#credentials, answer)
  }

  async createDocument(title: string): Promise<string> {
    const answer = await post(this.#url, '/api/v1/documents', { title }, this.cookie)
    if (answer.status !== 201) throw new Error(`create: ${answer.status} ${await answer.text()}`)
    return ((await answer.json()) as { id: string }).id
  }

  /** The document's words, made from its rows. */
  async readWords(documentId: string): Promise<string[]> {
    const answer = await this.#readContent(documentId)
    if (!answer.ok) throw new Error(`content: ${answer.status} ${await answer.text()}`)
    return (await answer.text()).split(/\s+/).filter(Boolean)
  }

  /** Of the answer to who wants to read the document. */
  async readStatus(documentId: string): Promise<number> {
    const answer = await this.#readContent(documentId)
    await answer.arrayBuffer()
    return answer.status
  }

  #readContent(documentId: string): Promise<Response> {
    const headers = { cookie: this.cookie }
    return fetch(`${this.#url}/api/v1/documents/${documentId}/content?format=text`, { headers })
  }
}

function post(url: string, path: string, body: object, cookie = ''): Promise<Response> {
  const headers = { cookie, origin: new URL(url).origin, 'content-type': 'application/json' }
  return fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
}
