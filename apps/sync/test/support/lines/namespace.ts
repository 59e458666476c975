import { execFileSync } from 'node:child_process'
import { ipProgram, runIp } from './ip.ts'

/** What joins a namespace with this one: a pair of interfaces and nothing else. IPv4 addresses of its two ends. */
export type LinkPlan = {
  /** Of the interface there; here it is called after the namespace as well. At most 15 bytes, as every interface. */
  readonly name: string
  readonly here: string
  readonly there: string
}

/** A wire, on which packets can vanish without a word: no end sees it go down, is refused, or is told anything. */
export type Link = LinkPlan & {
  /** From now on nothing arrives at that end. */
  loseTowards(end: 'here' | 'there'): void
  heal(): void
}

/** Made by us: a pair is a network of its own, and two interfaces are all that it has. */
const macs = { here: '02:00:00:00:00:01', there: '02:00:00:00:00:02', nobody: '02:00:00:00:00:03' } as const

/** A namespace that is joined by `plans` with this one, and reaches nothing else. */
export function addNamespace(namespace: string, plans: readonly LinkPlan[]): Link[] {
  runIp([`netns add ${namespace}`, ...plans.flatMap((plan) => toLinkCommands(namespace, plan))])
  const inside = plans.flatMap(({ name, there }) => [`addr add ${there}/30 dev ${name}`, `link set ${name} up`])
  runIp(['link set lo up', ...inside], namespace)
  const links = plans.map((plan) => toLink(namespace, plan))
  for (const link of links) link.heal()
  return links
}

function toLinkCommands(namespace: string, { name, here }: LinkPlan): string[] {
  const device = interfaceOf(namespace, name)
  return [
    `link add ${device} address ${macs.here} type veth peer name ${name} address ${macs.there} netns ${namespace}`,
    `addr add ${here}/30 dev ${device}`,
    `link set ${device} up`,
  ]
}

/**
 * Each end has been told the other's address for good. Where it is told one that nobody has, whatever it sends goes out
 * and is taken by nobody: what an interface that goes down, a route that is missing and a question for an address that
 * is not answered would all tell the sender sooner or later.
 */
function toLink(namespace: string, plan: LinkPlan): Link {
  const { name, here, there } = plan
  const aim = {
    here: (mac: string) => runIp([`neigh replace ${here} lladdr ${mac} nud permanent dev ${name}`], namespace),
    there: (mac: string) =>
      runIp([`neigh replace ${there} lladdr ${mac} nud permanent dev ${interfaceOf(namespace, name)}`]),
  }
  return {
    ...plan,
    loseTowards: (end) => aim[end](macs.nobody),
    heal() {
      aim.here(macs.here)
      aim.there(macs.there)
    },
  }
}

/** Of the end that is here. */
export function interfaceOf(namespace: string, linkName: string): string {
  return `${namespace}${linkName.slice(0, 1)}`
}

/** What brings a command into the namespace. It becomes that command: the process keeps its id. */
export function enterNamespace(namespace: string): readonly string[] {
  return [ipProgram, 'netns', 'exec', namespace]
}

/** Throws where something cannot be run there. */
export function runInNamespace(namespace: string, command: readonly string[]): void {
  const [program, ...args] = [...enterNamespace(namespace), ...command] as [string, ...string[]]
  execFileSync(program, args, { stdio: 'ignore' })
}
