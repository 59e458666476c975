import { holdLine, type LineHolder } from './line-holder.ts'
import { hear, type NewsEvent } from './news-event.ts'
import { type NewsLine, openNewsLine } from './news-line.ts'

/** What tabs tell each other. `hello`: is somebody there, and how far? `other-person`: nobody here is signed in any more. */
type TabMessage =
  | { kind: 'event'; event: NewsEvent }
  | { kind: 'hello' }
  | { kind: 'here'; position: number | undefined }
  | { kind: 'other-person' }

/** How long the tab with the line may take to answer: browsers freeze tabs that nobody looks at. */
const answerMs = 2_000

export type TabNewsListener = {
  /** What this tab shows of documents may be older than what is. */
  onStale(): void
  /** This tab is of somebody in whose place somebody else is signed in by now. */
  onOtherPerson(): void
}

/**
 * The news of one person in one tab. One tab of the browser holds the line to the server, because HTTP/1.1 allows a
 * browser six connections to a host, and tells the others what it hears.
 */
export class TabNews {
  readonly #userId: string
  readonly #listener: TabNewsListener
  #position: number | undefined
  #channel: BroadcastChannel | undefined
  #line: NewsLine | undefined
  #holder: LineHolder | undefined
  #answerTimer: ReturnType<typeof setTimeout> | undefined

  constructor(userId: string, listener: TabNewsListener) {
    this.#userId = userId
    this.#listener = listener
  }

  /** The server read what this page shows after event `position`. */
  showsAsOf(position: number): void {
    this.#position ??= position
    if (position < this.#position) this.#listener.onStale()
  }

  /** Listens until the returned function is called. In a page that the browser keeps for going back, it rests. */
  start(): () => void {
    const ending = new AbortController()
    const { signal } = ending
    window.addEventListener('pagehide', () => this.#rest(), { signal })
    window.addEventListener('pageshow', (event) => event.persisted && this.#listen(), { signal })
    window.addEventListener('online', () => this.#ask(), { signal })
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && this.#ask(), {
      signal,
    })
    this.#listen()
    return () => {
      ending.abort()
      this.#rest()
    }
  }

  #listen(): void {
    if (this.#channel !== undefined) return
    const name = `duplex-news-${this.#userId}`
    this.#channel = new BroadcastChannel(name)
    this.#channel.onmessage = ({ data }: MessageEvent<TabMessage>) => this.#onMessage(data)
    this.#holder = holdLine(name, () => this.#hold())
    this.#ask()
  }

  #rest(): void {
    clearTimeout(this.#answerTimer)
    this.#holder?.close()
    this.#channel?.close()
    this.#holder = undefined
    this.#channel = undefined
  }

  #hold(): () => void {
    clearTimeout(this.#answerTimer)
    const line = openNewsLine({
      url: '/api/v1/events',
      userId: this.#userId,
      position: () => this.#position,
      onEvent: (event) => {
        this.#tell({ kind: 'event', event })
        this.#hear(event)
      },
      onOtherPerson: () => {
        this.#tell({ kind: 'other-person' })
        this.#listener.onOtherPerson()
      },
    })
    this.#line = line
    return () => {
      line.close()
      if (this.#line === line) this.#line = undefined
    }
  }

  /** Makes sure that the line is alive, whoever holds it, and that nothing was missed. */
  #ask(): void {
    this.#line?.wake()
    if (this.#line || this.#channel === undefined || document.visibilityState === 'hidden') return
    this.#tell({ kind: 'hello' })
    clearTimeout(this.#answerTimer)
    this.#answerTimer = setTimeout(() => this.#holder?.claim(), answerMs)
  }

  #onMessage(message: TabMessage): void {
    if (message.kind === 'hello') {
      if (this.#line === undefined) return
      this.#line.wake()
      this.#tell({ kind: 'here', position: this.#position })
      return
    }
    clearTimeout(this.#answerTimer)
    if (message.kind === 'event') this.#hear(message.event)
    else if (message.kind === 'other-person') this.#listener.onOtherPerson()
    else if (message.position !== undefined) this.#hear({ event: 'ready', id: message.position })
  }

  #hear(event: NewsEvent): void {
    const { position, isStale } = hear(this.#position, event)
    this.#position = position
    if (isStale) this.#listener.onStale()
  }

  #tell(message: TabMessage): void {
    this.#channel?.postMessage(message)
  }
}
