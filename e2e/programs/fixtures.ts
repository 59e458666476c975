import { test as base } from '@playwright/test'
import { startRedis } from '../../apps/sync/test/support/redis-server.ts'
import { createPerson, type Person } from '../stack/people.ts'
import { findLowPort } from '../stack/ports.ts'
import { Stack } from '../stack/stack.ts'
import type { Place, ProxyConfig } from './proxies/place.ts'
import { ProxyProcess } from './proxies/proxy-process.ts'

type TestFixtures = {
  /** Puts the product behind a proxy on the public port, in place of the one before; it ends with the test. */
  putBehind: (configure: (place: Place) => ProxyConfig) => Promise<void>
  /** Creates signed-in people, through the proxy. */
  person: (name: string) => Promise<Person>
}

/** The product, started for this worker, whose only public address is that of a proxy. Its nodes hear of each other. */
type Front = { url: string; place: Place; stack: Stack }

/** Tests of the product behind proxies that others wrote. */
export const test = base.extend<TestFixtures, { front: Front }>({
  front: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the first parameter
    async ({}, use) => {
      const port = await findLowPort()
      const address = `127.0.0.1:${port}`
      const addresses = { PUBLIC_URL: `http://${address}`, SYNC_PUBLIC_URL: `ws://${address}`, TRUSTED_PROXIES: '1' }
      const redis = await startRedis()
      const stack = await Stack.start({ ...addresses, REDIS_URL: redis.url })
      const place = { port, web: stack.webGate.port, sync: stack.syncGate.port }
      await use({ url: addresses.PUBLIC_URL, place, stack })
      await stack.stop()
      await redis.close()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  putBehind: async ({ front }, use) => {
    let running: ProxyProcess | undefined
    await use(async (configure) => {
      await running?.stop()
      running = await ProxyProcess.start(configure(front.place), front.place.port)
    })
    await running?.stop()
  },
  person: async ({ browser, front }, use) => {
    const people: Person[] = []
    await use(async (name) => {
      const person = await createPerson(browser, front.url, name)
      people.push(person)
      return person
    })
    await Promise.all(people.map((person) => person.context.close()))
  },
})

export { expect } from '@playwright/test'
