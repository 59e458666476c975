import { readFileSync } from 'node:fs'
import { closeTable } from '@duplex/protocol'
import { describe, expect, it } from 'vitest'
import { retryAfterOf, toEnding, toProblem } from './problem.ts'

describe('T1 the end of a visit', () => {
  it('T1 has the status that the specification gives it', () => {
    const specification = new URL('../../../../../packages/protocol/PROTOCOL.md', import.meta.url)
    const [, table = ''] = readFileSync(specification, 'utf8').split('| code | status | code | status |')
    const cells = (table.split('\n\n')[0] ?? '').split('\n').flatMap((row) => row.split('|').map((cell) => cell.trim()))
    const shown = new Map<number, number>()
    for (const [i, cell] of cells.entries()) {
      if (/^\d{4}/.test(cell)) for (const code of cell.split(', ')) shown.set(Number(code), Number(cells[i + 1]))
    }
    const observedOnly = [1002, 1005, 1006]
    for (const { code } of Object.values(closeTable)) {
      if (observedOnly.includes(code)) continue
      expect([code, shown.get(code)]).toEqual([code, toProblem({ code, reason: '' }).status])
    }
  })

  it('T1 says as a header when to come back', () => {
    expect(retryAfterOf(toEnding('tooFast', 'too fast, retry in 1200 ms'))).toBe('2')
    expect(retryAfterOf(toEnding('accessChanged'))).toBeUndefined()
  })
})
