import { Extension } from '@tiptap/core'
import { Plugin, PluginKey, TextSelection } from '@tiptap/pm/state'
import { safeHref } from '../schema/safe-href.ts'

/** An address that is pasted over selected words becomes their link. */
export const LinkPaste = Extension.create({
  name: 'linkPaste',
  priority: 1000,
  addProseMirrorPlugins: () => [
    new Plugin({
      key: new PluginKey('linkPaste'),
      props: {
        handlePaste({ state, dispatch }, { clipboardData }) {
          const href = safeHref(clipboardData?.getData('text/plain'))
          const link = state.schema.marks.link
          const { selection } = state
          const isText =
            selection instanceof TextSelection && !selection.empty && selection.$from.sameParent(selection.$to)
          if (href === undefined || link === undefined || !isText) return false
          if (/\s/.test(href) || !selection.$from.parent.type.allowsMarkType(link)) return false
          dispatch(state.tr.addMark(selection.from, selection.to, link.create({ href })))
          return true
        },
      },
    }),
  ],
})
