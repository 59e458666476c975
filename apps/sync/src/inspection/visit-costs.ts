import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RequestFact, RequestPurpose } from '@duplex/protocol'
import { headBytesOf, readTcpCounts } from './tcp-counts.ts'

type Open = { readonly requestBytes: number; answerBytes(): number }

/**
 * What the requests of one visit have cost. A request counts by its line, its headers and the length of its body, an
 * answer by what its TCP connection was given meanwhile: nothing else is written there before it is over.
 */
export class VisitCosts {
  requests = 0
  private closedIn = 0
  private closedOut = 0
  private readonly open = new Set<Open>()

  /** `onOver`: called when the answer is over, or the client is gone. */
  constructor(private readonly onOver: (fact: RequestFact) => void) {}

  /** To be called before anything of the answer is written. */
  begin(purpose: RequestPurpose, request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request
    const before = readTcpCounts(socket).written
    const answerBytes = () => readTcpCounts(socket).written - before
    const [headBytes, bodyBytes] = [headBytesOf(request), Number(request.headers['content-length'] ?? 0)]
    const entry = { requestBytes: headBytes + bodyBytes, answerBytes }
    this.requests++
    this.open.add(entry)
    response.on('close', () => {
      this.open.delete(entry)
      this.closedIn += entry.requestBytes
      this.closedOut += answerBytes()
      const status = response.statusCode
      this.onOver({ kind: 'request', purpose, status, headBytes, bodyBytes, answerBytes: answerBytes() })
    })
  }

  get bytesIn(): number {
    return [...this.open].reduce((sum, { requestBytes }) => sum + requestBytes, this.closedIn)
  }

  get bytesOut(): number {
    return [...this.open].reduce((sum, { answerBytes }) => sum + answerBytes(), this.closedOut)
  }
}
