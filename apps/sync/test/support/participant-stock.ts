import { closeNameOf } from '@duplex/protocol'
import type * as Y from 'yjs'
import type { Participant, Way } from './participant.ts'
import { createStock, type Stock } from './stock-client.ts'

/** With the published y-websocket provider. */
export function createStockParticipant({ wsUrl, documentId, ticket }: Way, doc: Y.Doc): Participant {
  const endings: string[] = []
  let isHere = false
  let stock: Stock | undefined
  const open = async () => {
    const first = await ticket()
    if (!isHere || stock !== undefined) return
    stock = createStock(wsUrl, documentId, first, doc, ticket)
    stock.provider.on('connection-close', (event) => {
      if (isHere && event) endings.push(closeNameOf(event.code) ?? String(event.code))
    })
  }
  return {
    doc,
    endings,
    come() {
      isHere = true
      if (stock === undefined) void open()
    },
    leave() {
      isHere = false
      stock?.provider.destroy()
      stock = undefined
    },
    get standing() {
      return stock && { synced: stock.provider.synced, isOpen: stock.provider.wsconnected, stoppedBy: stock.stoppedBy }
    },
    knowsAllStored: false,
  }
}
