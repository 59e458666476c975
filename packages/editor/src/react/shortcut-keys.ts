/** How a shortcut such as `Mod+Shift+S` is shown on this computer, and what `aria-keyshortcuts` says of it. */
export function toShortcutKeys(shortcut: string): { shown: string; spoken: string } {
  const isMac = typeof navigator !== 'undefined' && /Mac|iP(hone|ad)/.test(navigator.platform)
  const shown = isMac
    ? shortcut.replace('Mod', '⌘').replace('Alt', '⌥').replace('Shift', '⇧').replaceAll('+', '')
    : shortcut.replace('Mod', 'Ctrl')
  return { shown, spoken: shortcut.replace('Mod', isMac ? 'Meta' : 'Control') }
}
