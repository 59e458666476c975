import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestProject } from 'vitest/node'
import { readTestDatabaseUrl } from './env.ts'
import { startTestCluster, type TestCluster } from './test-cluster.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Answers GET with the run's {@link TestCluster}, started at the first question. */
    testClusterUrl: string
  }
}

/**
 * One PostgreSQL for a whole run of Vitest, over all projects and workers: `DUPLEX_TEST_DATABASE_URL` (of a
 * superuser), or else a throw-away one. It starts when the first test asks, so that runs without a database stay fast.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let cluster: Promise<TestCluster> | undefined
  const broker = createServer((_, response) => {
    cluster ??= startTestCluster(readTestDatabaseUrl())
    void cluster.then(
      ({ url, template }) => response.end(JSON.stringify({ url, template })),
      (error: Error) => response.writeHead(500).end(error.message),
    )
  })
  broker.listen(0, '127.0.0.1')
  await once(broker, 'listening')
  project.provide('testClusterUrl', `http://127.0.0.1:${(broker.address() as AddressInfo).port}`)
  return async () => {
    broker.close()
    await (await cluster)?.close()
  }
}
