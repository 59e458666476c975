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
  const broker = createServer(async (_, response) => {
    cluster ??= startTestCluster(readTestDatabaseUrl())
    const answer = await cluster.then(
      ({ url, template }) => ({ status: 200, body: JSON.stringify({ url, template }) }),
      (error: Error) => ({ status: 500, body: error.message }),
    )
    response.writeHead(answer.status).end(answer.body)
  })
  broker.listen(0, '127.0.0.1')
  await once(broker, 'listening')
  project.provide('testClusterUrl', `http://127.0.0.1:${(broker.address() as AddressInfo).port}`)
  return async () => {
    broker.close()
    await (await cluster)?.close()
  }
}
