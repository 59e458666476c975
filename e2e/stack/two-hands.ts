import type { Page } from '@playwright/test'
import { readSession } from './session.ts'
import type { Patch } from './trace.ts'

/** What each of two people typed in one session, `most` keystrokes of each. */
export function readTwoHands(most: number): readonly [Patch[], Patch[]] {
  const { keystrokes } = readSession()
  const [first, second] = ([0, 1] as const).map((hand) =>
    keystrokes.flatMap(({ agent, patches }) => (agent === hand ? patches : [])).slice(0, most),
  )
  return [first ?? [], second ?? []]
}

type EditorElement = HTMLElement & { editor: import('@tiptap/core').Editor }

/**
 * Types keystrokes into the page's editor while somebody else types into the same text: what is no longer where it was
 * when they were recorded is typed where it would be, or at the end. Rests `restMs` after each few.
 */
export async function typeAmidOthers(page: Page, patches: readonly Patch[], restMs: number): Promise<void> {
  await page.evaluate(typeInPage, { patches, restMs })
}

async function typeInPage({ patches, restMs }: { patches: readonly Patch[]; restMs: number }): Promise<void> {
  const { editor } = document.querySelector('.ProseMirror') as EditorElement

  /** The place of the character at `offset` of the text, or of its end. */
  const positionOf = (offset: number): number => {
    let left = offset
    let position = 0
    const { doc } = editor.state
    for (let i = 0; i < doc.childCount; i++) {
      const { content, nodeSize } = doc.child(i)
      if (left <= content.size || i === doc.childCount - 1) return position + 1 + Math.min(left, content.size)
      left -= content.size + 1
      position += nodeSize
    }
    return 1
  }

  let sinceRest = 0
  for (const [offset, deleted, inserted] of patches) {
    for (let i = 0; i < deleted; i++) {
      const [from, to] = [positionOf(offset), positionOf(offset + 1)]
      if (from < to) editor.view.dispatch(editor.state.tr.delete(from, to))
    }
    let at = offset
    for (const character of inserted) {
      const { tr } = editor.state
      editor.view.dispatch(character === '\n' ? tr.split(positionOf(at)) : tr.insertText(character, positionOf(at)))
      at += character.length
    }
    if (++sinceRest < 4) continue
    sinceRest = 0
    await new Promise((resume) => setTimeout(resume, restMs))
  }
}
