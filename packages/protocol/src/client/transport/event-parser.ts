/** One event of an event stream, as far as ours go: no field comes twice. */
export type StreamEvent = { readonly event: string; readonly data: string }

/**
 * Reads an event stream (HTML Living Standard, 9.2.6) as it comes, in chunks that end anywhere. Comments, ids and retry
 * times are skipped: the envelope in the data has the numbers.
 */
export class EventParser {
  readonly #decoder = new TextDecoder()
  /** Parts of a line that has not ended: an event can be megabytes long. */
  #line: string[] = []
  #fields = new Map<string, string>()

  /** The events that end in `chunk`. */
  feed(chunk: Uint8Array): StreamEvent[] {
    const events: StreamEvent[] = []
    const [rest = '', ...lines] = this.#decoder.decode(chunk, { stream: true }).split('\n')
    this.#line.push(rest)
    for (const begun of lines) {
      const event = this.#endLine()
      if (event) events.push(event)
      this.#line = [begun]
    }
    return events
  }

  #endLine(): StreamEvent | undefined {
    const line = this.#line.join('').replace(/\r$/, '')
    if (line === '') return this.#dispatch()
    const colon = line.indexOf(':')
    if (colon > 0) this.#fields.set(line.slice(0, colon), line.slice(colon + 1).replace(/^ /, ''))
    return undefined
  }

  #dispatch(): StreamEvent | undefined {
    const data = this.#fields.get('data')
    const event = this.#fields.get('event') ?? 'message'
    this.#fields = new Map()
    return data === undefined ? undefined : { event, data }
  }
}
