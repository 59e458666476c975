import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePort, type RedisServer, startRedis } from './redis-server.ts'
import { until } from './until.ts'

const slots = 16_384
const address = '127.0.0.1'

export type RedisCluster = {
  readonly masters: readonly RedisServer[]
  close(): Promise<void>
}

/** A real Redis cluster of masters, each with an equal share of the slots. */
export async function startRedisCluster(size: number): Promise<RedisCluster> {
  const folder = await mkdtemp(path.join(tmpdir(), 'duplex-redis-'))
  const busPorts: number[] = []
  const masters: RedisServer[] = []
  const close = async () => {
    await Promise.all(masters.map((master) => master.close()))
    await rm(folder, { recursive: true, force: true })
  }
  try {
    for (let i = 0; i < size; i++) {
      const busPort = await freePort()
      busPorts.push(busPort)
      const more = ['--cluster-enabled', 'yes', '--cluster-port', String(busPort), '--dir', folder]
      masters.push(await startRedis([...more, '--cluster-config-file', `nodes-${i}.conf`]))
    }
    await acquaint(masters, busPorts)
  } catch (cause) {
    await close()
    throw cause
  }
  return { masters, close }
}

async function acquaint(masters: readonly RedisServer[], busPorts: readonly number[]): Promise<void> {
  for (const [i, master] of masters.entries()) {
    const from = Math.floor((i * slots) / masters.length)
    const to = Math.floor(((i + 1) * slots) / masters.length) - 1
    await master.call('CLUSTER', 'ADDSLOTSRANGE', String(from), String(to))
    const [first] = masters
    const busPort = busPorts[0]
    if (first !== undefined && first !== master && busPort !== undefined)
      await master.call('CLUSTER', 'MEET', address, new URL(first.url).port, String(busPort))
  }
  await until('the cluster is whole', async () => {
    const told = await Promise.all(masters.map((master) => master.call('CLUSTER', 'INFO')))
    const facts = ['cluster_state:ok\r', `cluster_known_nodes:${masters.length}\r`, `cluster_size:${masters.length}\r`]
    return told.every((info) => facts.every((fact) => String(info).includes(fact)))
  })
}
