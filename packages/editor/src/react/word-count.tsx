import type { Editor } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { wordCount } from '../content/word-count.ts'

/** Typing pauses this long before anything is counted. */
const quietMs = 400
/** Of one slice of counting: far below a frame. */
const sliceMs = 6

/** Words of a block that did not change are not counted again. */
const countedWords = new WeakMap<Node, number>()

export function WordCount({ editor }: { editor: Editor }) {
  const t = useTranslations('editor')
  const [words, setWords] = useState<number>()
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    const step = () => {
      const counted = countFor(editor.state.doc, performance.now() + sliceMs)
      if (counted === undefined) timer = setTimeout(step)
      else setWords(counted)
    }
    const start = () => {
      clearTimeout(timer)
      timer = setTimeout(step, quietMs)
    }
    start()
    editor.on('update', start)
    return () => {
      clearTimeout(timer)
      editor.off('update', start)
    }
  }, [editor])
  return (
    <span className="duplex-word-count" data-testid="word-count">
      {words !== undefined && t('page.words', { count: words })}
    </span>
  )
}

/** The words of the document; undefined where the time ran out, and what was counted is remembered. */
function countFor(doc: Node, deadline: number): number | undefined {
  let total = 0
  let isComplete = true
  doc.descendants((node) => {
    if (!isComplete || !node.isTextblock) return isComplete
    if (performance.now() > deadline) isComplete = false
    total += isComplete ? wordsOf(node) : 0
    return false
  })
  return isComplete ? total : undefined
}

function wordsOf(block: Node): number {
  const known = countedWords.get(block)
  if (known !== undefined) return known
  const words = wordCount(block.textBetween(0, block.content.size, ' ', ' '))
  countedWords.set(block, words)
  return words
}
