import type { Page } from '@playwright/test'

/**
 * A person who types words that occur once in the world, at random places, now and then deletes one of their own, and
 * rests. Words are typed letter by letter, one transaction each; the page is never interrupted inside a word, so that a
 * word found broken or twice is the product's doing. The blank behind a word comes first and goes last, so that two words
 * never touch.
 */
export type TypistPlan = { author: string; seed: number; keystrokes: number }

/** What the typist did so far, and how much of it the status pill had called stored. */
export type TypistReport = {
  keystrokes: number
  isDone: boolean
  typed: string[]
  deleted: string[]
  /** Words typed, and deletions made, before the pill last turned to "stored". */
  storedTyped: number
  storedDeleted: number
}

export async function startTypist(page: Page, plan: TypistPlan): Promise<void> {
  await page.evaluate(typistInPage, plan)
}

export async function readReport(page: Page): Promise<TypistReport> {
  return await page.evaluate(() => structuredClone((window as unknown as { typist: TypistReport }).typist))
}

/** Lets the typist stop after the word in hand. */
export async function stopTypist(page: Page): Promise<void> {
  await page.evaluate(() => {
    ;(window as unknown as { typist: { mustStop?: boolean } }).typist.mustStop = true
  })
  await page.waitForFunction(() => (window as unknown as { typist: TypistReport }).typist.isDone)
}

function typistInPage({ author, seed, keystrokes }: TypistPlan): void {
  type EditorElement = HTMLElement & { editor: import('@tiptap/core').Editor }
  const report: TypistReport & { mustStop?: boolean } = {
    keystrokes: 0,
    isDone: false,
    typed: [],
    deleted: [],
    storedTyped: 0,
    storedDeleted: 0,
  }
  ;(window as unknown as { typist: typeof report }).typist = report

  let state = seed >>> 0
  const random = (below: number): number => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0
    state = (state ^ (state >>> 13)) >>> 0
    return state % below
  }
  const editorOf = () => (document.querySelector('.ProseMirror') as EditorElement).editor

  const pill = document.querySelector('[data-testid=status-pill]') as HTMLElement
  const observePill = () => {
    if (pill.dataset.status !== 'stored') return
    report.storedTyped = report.typed.length
    report.storedDeleted = report.deleted.length
  }
  new MutationObserver(observePill).observe(pill, { attributeFilter: ['data-status'] })

  /** The start of a random paragraph, or the place behind a random blank in it. */
  const choosePlace = (): number => {
    const { doc } = editorOf().state
    const index = random(doc.childCount)
    let start = 1
    for (let i = 0; i < index; i++) start += doc.child(i).nodeSize
    const text = doc.child(index).textContent
    const blanks = [...text.matchAll(/ /g)].map((match) => (match.index ?? 0) + 1)
    return start + (blanks.length === 0 ? text.length : (blanks[random(blanks.length)] as number))
  }

  const dispatch = (change: (tr: import('@tiptap/pm/state').Transaction) => unknown): void => {
    const { view } = editorOf()
    const { tr } = view.state
    change(tr)
    view.dispatch(tr)
    report.keystrokes++
  }

  const typeWord = (): void => {
    // One length for all: half a word is never another word.
    const word = `${author}${String(report.typed.length).padStart(5, '0')}`
    let place = choosePlace()
    const end = place
    dispatch((tr) => tr.insertText(' ', end))
    for (const letter of word) {
      const at = place++
      dispatch((tr) => tr.insertText(letter, at))
    }
    report.typed.push(word)
  }

  const deleteWord = (): void => {
    const word = report.typed[random(report.typed.length)]
    if (word === undefined || report.deleted.includes(word)) return
    const { doc } = editorOf().state
    doc.descendants((node, position) => {
      const found = node.isText ? new RegExp(`(?<=^| )${word} `).exec(node.text ?? '') : null
      if (found === null || report.deleted.includes(word)) return
      for (let i = 0; i <= word.length; i++) {
        const from = position + found.index
        dispatch((tr) => tr.delete(from, from + 1))
      }
      report.deleted.push(word)
    })
  }

  const startParagraph = (): void => {
    const end = editorOf().state.doc.content.size - 1
    if (editorOf().state.doc.lastChild?.content.size !== 0) dispatch((tr) => tr.split(end))
  }

  const typeOn = (): void => {
    if (report.keystrokes >= keystrokes || report.mustStop === true) {
      report.isDone = true
      return
    }
    const choice = random(40)
    if (choice === 0) startParagraph()
    else if (choice < 4) deleteWord()
    else typeWord()
    setTimeout(typeOn, random(30) === 0 ? 700 + random(600) : random(4))
  }
  typeOn()
}
