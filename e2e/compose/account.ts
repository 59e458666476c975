import { randomUUID } from 'node:crypto'

/** Somebody who is signed in, by the REST API alone. */
export class Account {
  readonly cookie: string
  readonly #url: string

  private constructor(url: string, cookie: string) {
    this.#url = url
    this.cookie = cookie
  }

  /** The first account of an installation goes through set-up. */
  static async create(url: string, name: string): Promise<Account> {
    const account = { name, email: `${randomUUID()}@example.org`, password: randomUUID() }
    const setUp = await post(url, '/api/v1/setup', account)
    const answer = setUp.status === 201 ? setUp : await post(url, '/api/auth/sign-up/email', account)
    if (!answer.ok) throw new Error(`sign-up: ${answer.status} ${await answer.text()}`)
    const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0])
    return new Account(url, cookies.join('; '))
  }

  async createDocument(title: string): Promise<string> {
    const answer = await post(this.#url, '/api/v1/documents', { title }, this.cookie)
    if (answer.status !== 201) throw new Error(`create: ${answer.status} ${await answer.text()}`)
    return ((await answer.json()) as { id: string }).id
  }

  /** The document's words, made from its rows. */
  async readWords(documentId: string): Promise<string[]> {
    const headers = { cookie: this.cookie }
    const answer = await fetch(`${this.#url}/api/v1/documents/${documentId}/content?format=text`, { headers })
    if (!answer.ok) throw new Error(`content: ${answer.status} ${await answer.text()}`)
    return (await answer.text()).split(/\s+/).filter(Boolean)
  }
}

function post(url: string, path: string, body: object, cookie = ''): Promise<Response> {
  const headers = { cookie, origin: new URL(url).origin, 'content-type': 'application/json' }
  return fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
}
