export type { Clock } from './clock.ts'
export {
  createDocumentConnection,
  type DocumentConnection,
  type DocumentConnectionOptions,
} from './document-connection.ts'
export type { SentTrace, UpdateTraces } from './followed-edits.ts'
export type { OutboxFacts } from './outbox.ts'
export { createPageSignals, type PageSignal, type PageSignals } from './page-signals.ts'
export type { ConnectionStatus, EndCause, StatusStore } from './status.ts'
export type { FetchTicket, RefusalCause, TicketAnswer } from './ticket-answer.ts'
export type { Carrier, CarrierEvents, OpenCarrier, Wires } from './transport/carrier.ts'
export { createHeldSlots, currentLocks, maxHeldRequests, type TakeHeldSlot } from './transport/held-slots.ts'
export {
  type TransportChoice,
  type TransportName,
  type TransportStore,
  transportNames,
} from './transport/transport-name.ts'
export { carryByWebSocket, type WebSocketClass } from './transport/web-socket-carrier.ts'
export { WireTap } from './wire/wire-tap.ts'
