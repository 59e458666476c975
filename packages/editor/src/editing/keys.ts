import { Extension } from '@tiptap/core'

export type KeyHandlers = {
  /** Mod+K. */
  onLink: () => void
  /** Alt+F10, the usual way from a text to its toolbar. */
  onToolbar: () => void
}

/** Keys that lead from the text to the controls around it. */
export const Keys = Extension.create<KeyHandlers>({
  name: 'keys',
  addOptions: () => ({ onLink: () => undefined, onToolbar: () => undefined }),
  addKeyboardShortcuts() {
    const handle = (run: () => void) => () => {
      run()
      return true
    }
    return { 'Mod-k': handle(this.options.onLink), 'Alt-F10': handle(this.options.onToolbar) }
  },
})
