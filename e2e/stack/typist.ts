import type { Page } from '@playwright/test'
import type { Patch } from './trace.ts'

type EditorElement = HTMLElement & { editor: import('@tiptap/core').Editor }

/**
 * Types keystrokes into the page's editor, one ProseMirror transaction each, in the order given. Every paragraph is one
 * line of the text in which positions count; a newline splits a paragraph. Yields to the page between slices of
 * `sliceMs`, so that it draws, sends and receives as it would under a person's hands.
 */
export async function typePatches(page: Page, patches: Patch[], sliceMs = 8): Promise<void> {
  await page.evaluate(typeInPage, { patches, sliceMs })
}

async function typeInPage({ patches, sliceMs }: { patches: Patch[]; sliceMs: number }): Promise<void> {
  const { editor } = document.querySelector('.ProseMirror') as EditorElement

  /** The document position of the character at `offset` of the text. */
  const positionOf = (offset: number): number => {
    let left = offset
    let position = 0
    for (let i = 0; i < editor.state.doc.childCount; i++) {
      const paragraph = editor.state.doc.child(i)
      if (left <= paragraph.content.size) return position + 1 + left
      left -= paragraph.content.size + 1
      position += paragraph.nodeSize
    }
    throw new Error(`the text ends before ${offset}`)
  }

  let sliceEnd = performance.now() + sliceMs
  for (const [offset, deleted, inserted] of patches) {
    for (let i = 0; i < deleted; i++) {
      const from = positionOf(offset)
      editor.view.dispatch(editor.state.tr.delete(from, positionOf(offset + 1)))
    }
    let at = offset
    for (const character of inserted) {
      const { tr } = editor.state
      editor.view.dispatch(character === '\n' ? tr.split(positionOf(at)) : tr.insertText(character, positionOf(at)))
      at += character.length
    }
    if (performance.now() > sliceEnd) {
      await new Promise((resume) => setTimeout(resume, 0))
      sliceEnd = performance.now() + sliceMs
    }
  }
}

/** What the page shows: its paragraphs, joined by newlines. Read from the DOM, not from the editor's state. */
export async function shownText(page: Page): Promise<string> {
  return await page.evaluate(() => {
    const lines = [...document.querySelectorAll('.ProseMirror > *')].map((block) => {
      const clone = block.cloneNode(true) as HTMLElement
      for (const caret of clone.querySelectorAll('.ProseMirror-widget')) caret.remove()
      return (clone.textContent ?? '').replaceAll('⁠', '').replaceAll('﻿', '')
    })
    return lines.join('\n')
  })
}

/** Waits until the page's editor holds exactly `text`. */
export async function holdsText(page: Page, text: string): Promise<void> {
  const expected = { length: text.length, hash: hashOf(text) }
  await page.waitForFunction(isHeld, expected, { polling: 5 })
}

function isHeld(expected: { length: number; hash: number }): boolean {
  const { doc } = (document.querySelector('.ProseMirror') as EditorElement).editor.state
  if (doc.content.size - 2 * doc.childCount + doc.childCount - 1 !== expected.length) return false
  const text = doc.textBetween(0, doc.content.size, '\n')
  let hash = 0
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0
  return hash === expected.hash
}

/** The page computes the same: Java's String.hashCode. Spares sending the whole text with every question. */
function hashOf(text: string): number {
  let hash = 0
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0
  return hash
}
