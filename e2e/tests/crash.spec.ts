import { expect, test } from '../stack/fixtures.ts'
import { isWhole } from '../stack/length.ts'
import { createDocument, openDocument, type Person, readText, share } from '../stack/people.ts'
import { chooseSeed, createRandom } from '../stack/random.ts'
import type { Stack } from '../stack/stack.ts'
import { readReport, startTypist, stopTypist } from '../stack/token-typist.ts'
import { shownText } from '../stack/typist.ts'

/** The whole: as many keystrokes as the recorded session has. */
const { keystrokes, syncKills, databaseKills } = isWhole
  ? { keystrokes: 26_000, syncKills: 20, databaseKills: 5 }
  : { keystrokes: 5_000, syncKills: 6, databaseKills: 2 }

test(`ST1: two people type while sync is killed ${syncKills} times and the database ${databaseKills} times; nothing shown is lost or doubled`, async ({
  person,
  stack,
}) => {
  test.setTimeout(900_000)
  const seed = chooseSeed()
  console.log(`seed ${seed} (E2E_SEED repeats it)`)
  const random = createRandom(seed)
  const [ana, ben] = [await person('Ana'), await person('Ben')]
  const id = await createDocument(ana, 'A document in bad weather')
  await share(ana, id, ben, 'editor')
  await openDocument(ana, id)
  await openDocument(ben, id)
  await startTypist(ana.page, { author: 'a', seed, keystrokes: keystrokes * 10 })
  await startTypist(ben.page, { author: 'b', seed: seed + 1, keystrokes: keystrokes * 10 })

  const faults = [...Array<'sync'>(syncKills).fill('sync'), ...Array<'database'>(databaseKills).fill('database')]
  faults.sort(() => random() - 0.5)
  for (const fault of faults) {
    await typeOnFor(ana, 50 + random() * 400)
    if (fault === 'sync') await stack.sync.end('SIGKILL')
    else await stack.killDatabase()
    const promised = await whatWasPromised(ana, ben)
    if (fault === 'database') await stack.startDatabase()
    await expectKept(stack, id, promised, [ana, ben], `${fault} killed`)
    if (fault === 'sync') await stack.sync.start()
    await Promise.all([ana, ben].map(reconnect))
  }

  const typedByBoth = async () => (await readReport(ana.page)).keystrokes + (await readReport(ben.page)).keystrokes
  await expect.poll(typedByBoth, { timeout: 400_000 }).toBeGreaterThan(keystrokes)
  await Promise.all([stopTypist(ana.page), stopTypist(ben.page)])
  for (const { page } of [ana, ben]) {
    await expect(page.getByTestId('status-pill')).toHaveAttribute('data-status', 'stored', { timeout: 60_000 })
  }
  await expectOnceEverywhere(stack, id, ana, ben)
})

/** Waits while the person types `keystrokes` more. */
async function typeOnFor(person: Person, keystrokes: number): Promise<void> {
  const { keystrokes: before } = await readReport(person.page)
  const enough = async () => (await readReport(person.page)).keystrokes - before
  await expect.poll(enough, { intervals: [10], timeout: 60_000 }).toBeGreaterThan(keystrokes)
}

/** Spares the test the backoff, as a browser does that learns that it is online, and waits until something is stored. */
async function reconnect(person: Person): Promise<void> {
  const { storedTyped: before } = await readReport(person.page)
  await person.page.evaluate(() => dispatchEvent(new Event('online')))
  const stored = async () => (await readReport(person.page)).storedTyped
  await expect.poll(stored, { intervals: [10], timeout: 90_000 }).toBeGreaterThan(before)
}

type Promised = { present: string[]; absent: string[] }

/** What the pill called stored, and what each browser shows of the other's words. */
async function whatWasPromised(ana: Person, ben: Person): Promise<Promised> {
  const present: string[] = []
  const absent: string[] = []
  for (const [author, other] of [
    [ana, ben],
    [ben, ana],
  ] as const) {
    const [report, seenByOther] = [await readReport(author.page), toWords(await shownText(other.page))]
    const deleted = new Set(report.deleted)
    const seen = new Set(seenByOther)
    present.push(...report.typed.filter((word, i) => !deleted.has(word) && (i < report.storedTyped || seen.has(word))))
    absent.push(...report.deleted.slice(0, report.storedDeleted))
  }
  return { present, absent }
}

/** Words that their author deleted since the promise was read are nobody's loss: sync outlives the database. */
async function expectKept(
  stack: Stack,
  id: string,
  promised: Promised,
  authors: Person[],
  moment: string,
): Promise<void> {
  const stored = new Set(toWords(await stack.readRows(id)))
  const deleted = new Set((await Promise.all(authors.map(({ page }) => readReport(page)))).flatMap((r) => r.deleted))
  const lost = promised.present.filter((word) => !stored.has(word) && !deleted.has(word))
  expect(lost, `lost after ${moment}`).toEqual([])
  const undeleted = promised.absent.filter((word) => stored.has(word))
  expect(undeleted, `undeleted after ${moment}`).toEqual([])
}

async function expectOnceEverywhere(stack: Stack, id: string, ana: Person, ben: Person): Promise<void> {
  const reports = [await readReport(ana.page), await readReport(ben.page)]
  const expected = reports.flatMap(({ typed, deleted }) => typed.filter((word) => !deleted.includes(word))).sort()
  const shown = await shownText(ana.page)
  expect(toWords(shown).sort()).toEqual(expected)
  await expect.poll(() => shownText(ben.page)).toBe(shown)
  expect(await readText(ben, id)).toBe(shown)
  expect(await stack.readRows(id)).toBe(shown)
}

/** Blanks are no safe border: where two type beside one, a diff of the text cannot tell whose blank is whose. */
function toWords(text: string): string[] {
  return text.match(/[ab]\d{5}/g) ?? []
}
