import { test as base } from '@playwright/test'
import { createPerson, type Person } from './people.ts'
import { Stack } from './stack.ts'

type TestFixtures = {
  /** Creates signed-in people; their browsers close with the test. */
  person: (name: string) => Promise<Person>
}

/** Tests of the product as it is: a stack for each worker, people for each test. */
export const test = base.extend<TestFixtures, { stack: Stack }>({
  stack: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the first parameter
    async ({}, use) => {
      const stack = await Stack.start()
      await use(stack)
      await stack.stop()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  person: async ({ browser, stack }, use) => {
    const people: Person[] = []
    await use(async (name) => {
      const person = await createPerson(browser, stack.url, name)
      people.push(person)
      return person
    })
    await Promise.all(people.map((person) => person.context.close()))
  },
})

export { expect } from '@playwright/test'
