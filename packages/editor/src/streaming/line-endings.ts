/** Makes every line ending, `\r\n` and `\r` as well, one `\n`, however the text is cut. */
export class LineEndings {
  #endsInReturn = false

  normalise(text: string): string {
    const rest = this.#endsInReturn && text.startsWith('\n') ? text.slice(1) : text
    if (text !== '') this.#endsInReturn = text.endsWith('\r')
    return rest.replace(/\r\n?/g, '\n')
  }
}
