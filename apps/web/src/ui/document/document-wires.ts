import type { Chaos } from '@duplex/protocol/chaos'
import { carryByWebSocket, type Wires } from '@duplex/protocol/client'
import { isLearning } from '../chaos/learn-mode.ts'

/** The wires of one document page. */
export type DocumentWires = Wires & {
  /** What is done to them; undefined: nothing. Settles before the first connection begins. */
  readonly chaos: () => Promise<Chaos | undefined>
}

const network: Wires = {
  openSocket: (...asked) => carryByWebSocket(globalThis.WebSocket)(...asked),
  fetch: (...request) => globalThis.fetch(...request),
}

export function createDocumentWires(): DocumentWires {
  let wires = network
  let loading: Promise<Chaos | undefined> | undefined
  return {
    openSocket: (...asked) => wires.openSocket(...asked),
    fetch: (...request) => wires.fetch(...request),
    chaos: () => {
      loading ??= loadChaos().then((chaos) => {
        if (chaos !== undefined) wires = chaos.around(network)
        return chaos
      })
      return loading
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
