import type { MarkType, ResolvedPos } from '@tiptap/pm/model'
import { toHref } from './safe-href.ts'

/** `[label](address)`, with what stands before it; an exclamation mark would make it an image. */
export const typedLink = /(^|[^!])\[([^[\]\n]+)\]\(([^()\s]+)\)$/

/** An address in pasted text, without the punctuation of the sentence around it. */
export const pastedAddress = /https?:\/\/[^\s<>"]*[^\s<>"'.,;:!?)\]}]/g

const lastWord = /(?:^|[\s(（])((?:https?:\/\/|www\.)[^\s<>"]+)$/

/** The web address that ends right before `$position` and is no link yet. */
export function findAddressBefore(
  $position: ResolvedPos,
  link: MarkType,
): { from: number; to: number; href: string } | undefined {
  const { parent, parentOffset } = $position
  if (!parent.isTextblock || !parent.type.allowsMarkType(link)) return undefined
  const text = parent.textBetween(0, parentOffset, undefined, '\ufffc')
  const word = lastWord.exec(text)?.[1]
  const address = word?.replace(/[.,;:!?)\]}'"]+$/, '')
  const href = address === undefined ? undefined : toHref(address)
  if (word === undefined || address === undefined || href === undefined) return undefined
  const from = $position.pos - word.length
  const to = from + address.length
  const isLink = $position.doc.rangeHasMark(from, to, link)
  return isLink ? undefined : { from, to, href }
}
