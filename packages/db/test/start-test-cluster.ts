import { startTestCluster } from '../src/testing/test-cluster.ts'

// A test run in small: starts a cluster, tells its URL, and waits to be killed.
const { url } = await startTestCluster(undefined)
process.stdout.write(`${url}\n`)
setInterval(() => undefined, 1_000)
