import * as limits from './limits.ts'

export { caretColourOf, caretColours } from './caret-colours.ts'
export {
  type CloseName,
  type CloseVerdict,
  closeNameOf,
  closeTable,
  readReasonMs,
  type UntimedClose,
  verdictOf,
} from './close-codes.ts'
export { contentRoot } from './content-root.ts'
export {
  type Envelope,
  encodeEnvelope,
  maxEnvelopeHeaderBytes,
  maxMessageHeaderBytes,
  readEnvelope,
} from './envelope.ts'
export {
  type EventFact,
  encodeInspect,
  encodeReport,
  type FrameFact,
  type HandshakeFact,
  type InspectWish,
  type RequestFact,
  type RequestPurpose,
  readInspect,
  readReport,
  type WireFact,
  type WireRecord,
  type WireReport,
  type WireTotals,
} from './inspection.ts'
export {
  type Acknowledgement,
  encodeAcknowledgement,
  encodeHeartbeat,
  encodeHello,
  encodeNotice,
  encodeTrace,
  type Heartbeat,
  type Hello,
  messageType,
  type Notice,
  readAcknowledgement,
  readHeartbeat,
  readHello,
  readNotice,
  readTrace,
  subprotocol,
  syncType,
  ticketProtocolPrefix,
  ticketProtocols,
  traceBytes,
} from './messages.ts'
export {
  type ProbeRequestKind,
  probeEvents,
  probeKeyPrefix,
  probeOriginProblem,
  probePath,
  probeProblemPrefix,
  probeProtocols,
  probeSubprotocol,
  type SeenRequest,
} from './probe.ts'
export { mayWrite, type Role, roles } from './roles.ts'
export { schemaFingerprint, schemaVersion } from './schema-version.ts'
export { digestStateVector } from './state-digest.ts'
export { limits }
