import { InputRule, Mark, markPasteRule } from '@tiptap/core'
import { findAddressBefore, pastedAddress, typedLink } from './link-text.ts'
import { safeHref, toHref } from './safe-href.ts'

declare module '@tiptap/core' {
  interface Commands<ReturnType> {
    link: {
      /** Links the selection. `href` is judged by the schema. */
      setLink: (attributes: { href: string }) => ReturnType
      unsetLink: () => ReturnType
    }
  }
}

/**
 * Links carry an address and nothing else: what could be set from outside beside it (target, rel, class, title) is
 * either ours to decide or a way to dress a link up as a control of the page. Not Tiptap's own link, which brings a
 * list of all top-level domains to guess addresses in prose.
 */
export const SafeLink = Mark.create({
  name: 'link',
  priority: 1000,
  inclusive: false,
  exitable: true,
  keepOnSplit: false,

  addAttributes() {
    return { href: { default: null, parseHTML: (element) => safeHref(element.getAttribute('href')) ?? null } }
  },

  parseHTML() {
    return [{ tag: 'a[href]', getAttrs: (element) => safeHref(element.getAttribute('href')) !== undefined && null }]
  },

  renderHTML({ HTMLAttributes }) {
    const href = safeHref(HTMLAttributes.href)
    if (href === undefined) return ['span', 0]
    return ['a', { href, target: '_blank', rel: 'noopener noreferrer nofollow' }, 0]
  },

  addCommands() {
    return {
      setLink:
        ({ href }) =>
        ({ commands }) =>
          commands.setMark(this.name, { href }),
      unsetLink:
        () =>
        ({ commands }) =>
          commands.unsetMark(this.name, { extendEmptyMarkRange: true }),
    }
  },

  addInputRules() {
    const { type } = this
    return [
      new InputRule({
        find: typedLink,
        handler({ state: { tr }, range, match: [, lead = '', label = '', address = ''] }) {
          const href = toHref(address)
          if (href === undefined) return null
          const start = range.from + lead.length
          const marksAfter = tr.doc.resolve(range.to).marks()
          tr.delete(start + 1 + label.length, range.to).delete(start, start + 1)
          tr.addMark(start, start + label.length, type.create({ href })).setStoredMarks(marksAfter)
        },
      }),
      new InputRule({
        find: / $/,
        handler({ state: { tr }, range }) {
          const found = findAddressBefore(tr.doc.resolve(range.to), type)
          if (found === undefined) return null
          tr.addMark(found.from, found.to, type.create({ href: found.href })).insertText(' ', range.to)
        },
      }),
    ]
  },

  addKeyboardShortcuts() {
    return {
      Enter: () => {
        const { state, view } = this.editor
        const found = state.selection.empty ? findAddressBefore(state.selection.$from, this.type) : undefined
        if (found) view.dispatch(state.tr.addMark(found.from, found.to, this.type.create({ href: found.href })))
        return false
      },
    }
  },

  addPasteRules() {
    const getAttributes = ([address = '']: string[]) => ({ href: toHref(address) ?? null })
    return [markPasteRule({ find: pastedAddress, type: this.type, getAttributes })]
  },
})
