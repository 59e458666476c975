/** A row of a Markdown table. */
export function toRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}
