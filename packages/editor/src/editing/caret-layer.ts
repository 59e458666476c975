import type { EditorView } from '@tiptap/pm/view'
import type { Person } from './person.ts'

/** A person's caret in the editor's document. `label`: what stands beside it. */
export type Caret = {
  readonly client: number
  readonly person: Person
  readonly label: string
  readonly head: number
}

/** How long a name stays beside a caret that moved. */
const labelMs = 2_500

type Drawn = { element: HTMLElement; label: HTMLElement; head: number; hide?: ReturnType<typeof setTimeout> }

/**
 * Other people's carets, drawn over the text and not into it: a widget in the text moves the words, and Android
 * keyboards write twice beside one. Hidden from screen readers, which would read names in the middle of sentences.
 */
export class CaretLayer {
  readonly #layer: HTMLElement
  readonly #drawn = new Map<number, Drawn>()

  constructor() {
    this.#layer = document.createElement('div')
    this.#layer.className = 'duplex-carets'
    this.#layer.setAttribute('aria-hidden', 'true')
  }

  /** Order: every rectangle is read before anything is written, so that the page is laid out once. */
  draw(view: EditorView, carets: readonly Caret[]): void {
    const parent = view.dom.parentElement
    if (parent === null) return
    const origin = parent.getBoundingClientRect()
    const places = carets.map((caret) => ({ caret, place: view.coordsAtPos(caret.head) }))
    if (this.#layer.parentElement !== parent) parent.append(this.#layer)
    this.#removeOthers(new Set(carets.map(({ client }) => client)))
    for (const { caret, place } of places) {
      const drawn = this.#drawn.get(caret.client) ?? this.#create(caret)
      const x = place.left - origin.left
      drawn.element.style.transform = `translate(${x}px, ${place.top - origin.top}px)`
      drawn.element.style.height = `${place.bottom - place.top}px`
      drawn.element.classList.toggle('is-near-end', x > origin.width * 0.7)
      drawn.element.classList.toggle('is-near-top', place.top - origin.top < 20)
      if (drawn.label.textContent !== caret.label) drawn.label.textContent = caret.label
      drawn.element.style.setProperty('--caret', caret.person.color)
      if (drawn.head !== caret.head) this.#show(drawn)
      drawn.head = caret.head
    }
  }

  destroy(): void {
    this.#removeOthers(new Set())
    this.#layer.remove()
  }

  #create({ client, head }: Caret): Drawn {
    const element = document.createElement('div')
    element.className = 'duplex-caret'
    const label = document.createElement('span')
    label.className = 'duplex-caret-label'
    element.append(label)
    this.#layer.append(element)
    const drawn: Drawn = { element, label, head }
    this.#drawn.set(client, drawn)
    this.#show(drawn)
    return drawn
  }

  #show(drawn: Drawn): void {
    clearTimeout(drawn.hide)
    drawn.element.classList.add('is-named')
    drawn.hide = setTimeout(() => drawn.element.classList.remove('is-named'), labelMs)
  }

  #removeOthers(present: ReadonlySet<number>): void {
    for (const [client, drawn] of this.#drawn) {
      if (present.has(client)) continue
      clearTimeout(drawn.hide)
      drawn.element.remove()
      this.#drawn.delete(client)
    }
  }
}
