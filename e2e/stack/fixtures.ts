import { test as base } from '@playwright/test'
import { createPerson, type Person } from './people.ts'
import { Stack } from './stack.ts'

type TestFixtures = {
  /** Creates signed-in people; their browsers close with the test. */
  person: (name: string) => Promise<Person>
  /** The address that a browser opens. */
  url: string
  /** The product as processes that a test may cut off and kill. */
  stack: Stack
}

/** Where the product runs: started for this worker, or, named by `E2E_URL`, somewhere else. */
type Place = { url: string; stack?: Stack }

/** Tests of the product as it is: one place for each worker, people for each test. */
export const test = base.extend<TestFixtures, { place: Place }>({
  place: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the first parameter
    async ({}, use) => {
      if (process.env.E2E_URL !== undefined) return await use({ url: process.env.E2E_URL })
      const stack = await Stack.start()
      await use({ url: stack.url, stack })
      await stack.stop()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  url: async ({ place }, use) => await use(place.url),
  stack: async ({ place }, use) => {
    if (place.stack === undefined) throw new Error('this test needs processes of its own: run it without E2E_URL')
    await use(place.stack)
  },
  person: async ({ browser, place }, use) => {
    const people: Person[] = []
    await use(async (name) => {
      const person = await createPerson(browser, place.url, name)
      people.push(person)
      return person
    })
    await Promise.all(people.map((person) => person.context.close()))
  },
})

export { expect } from '@playwright/test'
