import { expect, test } from '../stack/fixtures.ts'
import { isWhole } from '../stack/length.ts'
import { createDocument, openDocument, readText, share } from '../stack/people.ts'
import { readSession } from '../stack/session.ts'
import type { Keystroke, Patch } from '../stack/trace.ts'
import { holdsText, shownText, typePatches } from '../stack/typist.ts'

/** The whole session has 26,078 keystrokes. */
const most = isWhole ? Number.POSITIVE_INFINITY : 5_000

test('two people replay a recorded session, each typing their own part', async ({ person, stack }) => {
  test.setTimeout(900_000)
  const session = readSession()
  const [ana, ben] = [await person('Ana'), await person('Ben')]
  const id = await createDocument(ana, 'Friends for ever')
  await share(ana, id, ben, 'editor')
  const pages = [await openDocument(ana, id), await openDocument(ben, id)] as const

  let text = ''
  for (const run of toRuns(session.keystrokes.slice(0, most))) {
    for (const [position, deleted, inserted] of run.patches) {
      text = text.slice(0, position) + inserted + text.slice(position + deleted)
    }
    await typePatches(pages[run.agent], run.patches)
    await holdsText(pages[(1 - run.agent) as 0 | 1], text)
  }

  if (isWhole) expect(text).toBe(session.endText)
  await expect(ana.page.getByTestId('status-pill')).toHaveAttribute('data-status', 'stored')
  await expect(ben.page.getByTestId('status-pill')).toHaveAttribute('data-status', 'stored')
  expect(await shownText(ana.page)).toBe(text)
  expect(await shownText(ben.page)).toBe(text)
  expect(await readText(ben, id)).toBe(text)
  expect(await stack.readRows(id)).toBe(text)
})

/** Consecutive keystrokes of one agent. */
function toRuns(keystrokes: Keystroke[]): { agent: 0 | 1; patches: Patch[] }[] {
  const runs: { agent: 0 | 1; patches: Patch[] }[] = []
  for (const { agent, patches } of keystrokes) {
    const last = runs.at(-1)
    if (last?.agent === agent) last.patches.push(...patches)
    else runs.push({ agent, patches: [...patches] })
  }
  return runs
}
