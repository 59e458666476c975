/** Whether somebody typed this title: spaces around and between, and how letters are composed, do not matter. */
export function isSameTitle(typed: string, title: string): boolean {
  const fold = (text: string) => text.normalize('NFC').trim().replace(/\s+/g, ' ')
  return fold(typed) !== '' && fold(typed) === fold(title)
}
