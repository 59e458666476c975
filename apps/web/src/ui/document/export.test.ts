import { expect, it } from 'vitest'
import { toFileName } from './export.ts'

it.each([
  ['Minutes of Monday', 'markdown', 'Minutes of Monday.md'],
  ['a/b\\c: "d"?', 'text', 'a b c d.txt'],
  ['../../etc/passwd', 'json', '.. .. etc passwd.json'],
  ['计划…', 'html', '计划….html'],
  ['Done. ', 'markdown', 'Done.md'],
  ['\u0000', 'markdown', 'document.md'],
] as const)('%j as %s is %s', (title, format, name) => {
  expect(toFileName(title, format)).toBe(name)
})

it('stays short enough for any file system', () => {
  expect(toFileName('文'.repeat(200), 'json').length).toBeLessThan(90)
})
