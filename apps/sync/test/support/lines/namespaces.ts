import { networkInterfaces } from 'node:os'
import { startTcpProxy, type TcpProxy } from '../tcp-proxy.ts'
import { type Carrier, type Lines, lineNames, type NodeLines, nowhere, type Targets } from './lines.ts'
import { addNamespace, enterNamespace, interfaceOf, type Link, type LinkPlan, runInNamespace } from './namespace.ts'
import { createSweeper } from './sweeper.ts'

/** Networks of two addresses that one call of `lay` may use: the lines of ten nodes. */
const networksPerSlot = 32
/** 198.18.0.0/15 is for tests of networks (RFC 2544): nothing real is there. */
const slots = 2 ** 17 / (networksPerSlot * 4)
const interfaceEndings = lineNames.map((name) => interfaceOf('', name))

/**
 * Every node has a network namespace of its own, and one link for each of its lines. What is silent is the kernel: bytes
 * are not even acknowledged, connections are neither made nor refused. What is said aloud (`cut`), and `slow`, is left
 * to a proxy at this end, by which the node also reaches what listens on this machine's loopback only. Needs root.
 */
export const namespaces: Carrier = {
  name: 'network namespaces',
  async lay(count, targets) {
    const slot = chooseSlot()
    const names = Array.from({ length: count }, (_, i) => nameOf(slot, i))
    const sweeper = createSweeper(names, interfaceEndings)
    const open: TcpProxy[] = []
    const close: Lines['close'] = async () => {
      await Promise.all(open.map((proxy) => proxy.close()))
      await sweeper.sweep()
    }
    const start = async (url: string, host?: string) => {
      const proxy = await startTcpProxy(url, host)
      open.push(proxy)
      return proxy
    }
    try {
      const nodes = names.map((name, i) => layNode(name, planLinks(slot, i), targets, start))
      return { nodes: await Promise.all(nodes), close }
    } catch (cause) {
      await close()
      throw cause
    }
  },
}

/** Whether this process may do all that it takes; tried, as no system says so. */
export function areNamespacesAllowed(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  const slot = chooseSlot()
  const name = nameOf(slot, 0)
  const sweeper = createSweeper([name], interfaceEndings)
  try {
    addNamespace(name, planLinks(slot, 0))
    runInNamespace(name, [process.execPath, '--version'])
    return true
  } catch {
    return false
  } finally {
    void sweeper.sweep()
  }
}

async function layNode(
  name: string,
  plans: readonly LinkPlan[],
  targets: Targets,
  start: (url: string, host?: string) => Promise<TcpProxy>,
): Promise<NodeLines> {
  const [redis, database, clients] = addNamespace(name, plans) as [Link, Link, Link]
  return {
    home: { host: clients.there, command: enterNamespace(name) },
    redis: silencedBy(redis, 'there', await start(targets.redisUrl, redis.here)),
    database: silencedBy(database, 'there', await start(targets.databaseUrl, database.here)),
    clients: silencedBy(clients, 'here', await start(nowhere)),
  }
}

/** A proxy whose silence is that of a link. `answersGo`: to the end that is not the target's. */
function silencedBy(link: Link, answersGo: 'here' | 'there', proxy: TcpProxy): NodeLines['clients'] {
  return {
    ...proxy,
    freeze() {
      link.loseTowards('here')
      link.loseTowards('there')
    },
    mute: () => link.loseTowards(answersGo),
    restore() {
      link.heal()
      proxy.restore()
    },
  }
}

/** Of this process, as several may run at the same time; at most 15 bytes with the letter of a link. */
function nameOf(slot: number, node: number): string {
  return `dx${process.pid}${slot.toString(36).padStart(2, '0')}${node}`
}

/** Nobody on this machine uses its addresses. */
function chooseSlot(): number {
  const taken = Object.values(networkInterfaces()).flatMap(
    (addresses) => addresses?.map(({ address }) => address) ?? [],
  )
  for (;;) {
    const slot = Math.floor(Math.random() * slots)
    const own = Array.from({ length: networksPerSlot }, (_, network) => addressOf(slot, network, 1))
    if (!own.some((address) => taken.includes(address))) return slot
  }
}

function planLinks(slot: number, node: number): LinkPlan[] {
  return lineNames.map((name, i) => {
    const network = node * lineNames.length + i
    return { name, here: addressOf(slot, network, 1), there: addressOf(slot, network, 2) }
  })
}

function addressOf(slot: number, network: number, host: number): string {
  const offset = (slot * networksPerSlot + network) * 4 + host
  return `198.${18 + (offset >> 16)}.${(offset >> 8) & 255}.${offset & 255}`
}
