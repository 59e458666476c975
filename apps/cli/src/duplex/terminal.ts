import type { Writable } from 'node:stream'

/** Where a command speaks: results go to `out`, which may be a pipe; how it goes, to `err`. */
export type Terminal = {
  readonly out: Writable
  readonly err: NodeJS.WriteStream | (Writable & { readonly isTTY?: boolean })
}

export function print(terminal: Terminal, text: string): void {
  terminal.out.write(`${text}\n`)
}

export function tell(terminal: Terminal, text: string): void {
  terminal.err.write(`${text}\n`)
}

/** Columns as wide as their widest cell; the first is aligned left, as names are, the others by `right`. */
export function toTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
) {
  const all = [header, ...rows].map((row) => row.map(shorten))
  const widths = header.map((_, i) => Math.max(...all.map((row) => row[i]?.length ?? 0)))
  const toLine = (row: readonly string[]) =>
    row.map((cell, i) => (right.includes(i) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0))).join('  ')
  return all.map((row) => toLine(row).trimEnd()).join('\n')
}

export function toBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(1)} kB`
  return bytes < 1_000_000_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : `${(bytes / 1_000_000_000).toFixed(1)} GB`
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}

const maxCell = 60

/** Security: a title is anything that somebody typed, and a terminal obeys control characters. */
export function shorten(cell: string): string {
  const plain = cell.replaceAll(/\p{C}/gu, ' ')
  return plain.length > maxCell ? `${plain.slice(0, maxCell - 1)}…` : plain
}
