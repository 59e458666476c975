export { acceptGuid, computeAccept } from './accept.ts'
export type { Carriage, Direction, SeenRequest, Sum } from './carriage.ts'
export { frameHeaderBytes } from './frame-cost.ts'
export type { Retry } from './retry-notes.ts'
export type { PresenceEntry, Sight, SightName } from './sight.ts'
export { toExport } from './wire-export.ts'
export { WireLog } from './wire-log.ts'
export type {
  CloseRow,
  ControlRow,
  Deed,
  HandshakeRow,
  MessageRow,
  PageRequest,
  Place,
  RequestRow,
  RequestTiming,
  RetryRow,
  WireRow,
} from './wire-row.ts'
export type { Comparison, KindTally, WireSums } from './wire-sums.ts'
