import type { Chaos } from '@duplex/protocol/chaos'
import { carryByWebSocket, type Wires } from '@duplex/protocol/client'
import { isLearning } from '../chaos/learn-mode.ts'

/** The wires of one document page, and what stands between them and the network. */
export type DocumentWires = Wires & {
  /** Settles before the first connection begins. Undefined: nothing is done to the network. */
  readonly chaos: () => Promise<Chaos | undefined>
  /** Sees everything, chaos included, from the next connection and request on. Returns the function that ends it. */
  watch(wrap: (wires: Wires) => Wires): () => void
}

const network: Wires = {
  openSocket: (...asked) => carryByWebSocket(globalThis.WebSocket)(...asked),
  fetch: (...request) => globalThis.fetch(...request),
}

export function createDocumentWires(): DocumentWires {
  let chaos: Chaos | undefined
  let loading: Promise<Chaos | undefined> | undefined
  let wires = network
  let wrap = (inner: Wires) => inner
  const join = () => {
    wires = wrap(chaos?.around(network) ?? network)
  }
  return {
    openSocket: (...asked) => wires.openSocket(...asked),
    fetch: (...request) => wires.fetch(...request),
    chaos: () => {
      loading ??= loadChaos().then((loaded) => {
        chaos = loaded
        join()
        return loaded
      })
      return loading
    },
    watch(next) {
      wrap = next
      join()
      return () => {
        wrap = (inner) => inner
        join()
      }
    },
  }
}

/** A page that cannot load it has a bad network already. */
async function loadChaos(): Promise<Chaos | undefined> {
  if (!isLearning()) return undefined
  try {
    const { createChaos } = await import('@duplex/protocol/chaos')
    return createChaos()
  } catch {
    return undefined
  }
}
