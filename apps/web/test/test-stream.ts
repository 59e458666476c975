import { type IncomingMessage, request } from 'node:http'
import { openDocument } from '@duplex/editor/client'
import { carryByWebSocket } from '@duplex/protocol/client'
import { WebSocket } from 'ws'
import type { TestPerson, TestWeb } from './test-web.ts'

export type Producer = {
  send(text: string | Uint8Array): void
  /** The body is complete. */
  end(): void
  /** Dies without a word. */
  kill(): void
  /** Whether the connection was broken. */
  isCut(): boolean
  /** Whether the connection takes more at the moment. */
  readonly isHeldBack: boolean
  readonly answer: Promise<{ status: number; text: string; json: StreamAnswer }>
  /** What came of the answer up to now. */
  text(): string
}

type StreamAnswer = {
  storedBytes?: number
  code?: string
  detail?: string
  done?: boolean
  problem?: { code: string; storedBytes?: number }
}

export type Sending = { as?: string; headers?: Record<string, string>; path?: string }

/** A program that sends a body as it makes it. */
export function produce(url: string, documentId: string, { as, headers, path }: Sending): Producer {
  let text = ''
  const sending = request(`${url}${path ?? `/api/v1/documents/${documentId}/stream`}`, {
    method: 'POST',
    headers: { 'Content-Type': 'text/plain', ...(as && { Authorization: `Bearer ${as}` }), ...headers },
  })
  sending.flushHeaders()
  const answer = new Promise<{ status: number; text: string; json: StreamAnswer }>((resolve, reject) => {
    sending.on('error', reject)
    sending.on('response', (response: IncomingMessage) => {
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        text += part
      })
      response.on('error', reject)
      response.on('end', () => {
        const last = text.trim().split('\n').at(-1) ?? ''
        resolve({ status: response.statusCode ?? 0, text, json: JSON.parse(last) })
      })
    })
  })
  answer.catch(() => undefined)
  return {
    send: (part) => void sending.write(part),
    end: () => void sending.end(),
    kill: () => void sending.destroy(),
    isCut: () => sending.socket?.destroyed === true,
    get isHeldBack() {
      return sending.writableNeedDrain
    },
    answer,
    text: () => text,
  }
}

export type Reader = {
  /** The document as this reader has it, as plain text. */
  text(): string
  /** Everybody else whose caret is there. */
  carets(): { name: unknown; isStream: boolean }[]
  /** Called with each change. */
  onChange(listener: () => void): void
  leave(): Promise<void>
}

/** Somebody who has the document open, as a page has it. */
export async function openReader(web: TestWeb, person: TestPerson, documentId: string): Promise<Reader> {
  const opened = openDocument({
    documentId,
    userId: person.id,
    role: 'viewer',
    fetchTicket: async () => {
      const { body } = await web.call('POST', `/api/v1/documents/${documentId}/ticket`, { as: person.token, body: {} })
      return { kind: 'ticket', url: `${web.config.syncInternalUrl}/sync/v1/${documentId}`, protocols: body.protocols }
    },
    pinned: 'websocket',
    transport: { openSocket: carryByWebSocket(WebSocket) },
  })
  const replica = await new Promise<NonNullable<ReturnType<typeof opened.replica.getSnapshot>>>((resolve) => {
    const look = () => {
      const found = opened.replica.getSnapshot()
      if (found !== undefined) resolve(found)
    }
    opened.replica.subscribe(look)
    look()
  })
  return {
    text: () => opened.localCopy().text,
    carets: () =>
      [...replica.awareness.getStates()].flatMap(([, { cursor, user, stream }]) =>
        cursor ? [{ name: user?.name, isStream: stream === true }] : [],
      ),
    onChange: (listener) => replica.doc.on('update', listener),
    leave: () => opened.close(),
  }
}
