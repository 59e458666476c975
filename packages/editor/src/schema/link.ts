import { mergeAttributes } from '@tiptap/core'
import { Link } from '@tiptap/extension-link'
import { safeHref } from './safe-href.ts'

/**
 * Links carry an address and nothing else: what may be set from outside (target, rel, class, title) is either ours to
 * decide or a way to dress a link up as a control of the page.
 */
export const SafeLink = Link.extend({
  inclusive: false,

  addAttributes() {
    return {
      href: { default: null, parseHTML: (element) => safeHref(element.getAttribute('href')) ?? null },
    }
  },

  renderHTML({ HTMLAttributes }) {
    const href = safeHref(HTMLAttributes.href)
    if (href === undefined) return ['span', 0]
    return ['a', mergeAttributes({ href, target: '_blank', rel: 'noopener noreferrer nofollow' }), 0]
  },
}).configure({
  openOnClick: false,
  autolink: true,
  linkOnPaste: true,
  markdownLinks: true,
  defaultProtocol: 'https',
  isAllowedUri: (url) => safeHref(url) !== undefined,
})
