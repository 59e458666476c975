/** Messages and their bytes, on which every implementation agrees. PROTOCOL.md shows the same ones. */
export const goldenVectors = [
  {
    name: 'a hello to an editor',
    codec: 'hello',
    message: {
      node: 'n1',
      role: 'editor',
      heartbeatMs: 20_000,
      maxMessageBytes: 2_097_152,
      maxAwarenessBytes: 65_536,
      maxDocumentBytes: 20_971_520,
      accessVersion: 7,
      schemaVersion: 1,
    },
    hex: '64026e3101a09c01808080018080048080800a0701',
  },
  {
    name: 'an acknowledgement without a digest',
    codec: 'acknowledgement',
    message: { received: 3, stored: 2, seq: 300, digest: new Uint8Array() },
    hex: '650302ac0200',
  },
  {
    name: 'an acknowledgement with a digest',
    codec: 'acknowledgement',
    message: { received: 3, stored: 3, seq: 301, digest: new Uint8Array([1, 35, 69, 103, 137, 171, 205, 239]) },
    hex: '650303ad02080123456789abcdef',
  },
  { name: 'a heartbeat', codec: 'heartbeat', message: { serverTime: 1_790_000_000_000 }, hex: '6680d8c1a28c34' },
  { name: 'a new title', codec: 'notice', message: { kind: 'title', title: 'Plän' }, hex: '670005506cc3a46e' },
  {
    name: 'a warning about the size',
    codec: 'notice',
    message: { kind: 'size', bytes: 12_582_912, maxBytes: 20_971_520 },
    hex: '6701808080068080800a',
  },
  { name: 'storage away', codec: 'notice', message: { kind: 'storage', state: 'degraded' }, hex: '670200' },
  { name: 'storage back', codec: 'notice', message: { kind: 'storage', state: 'healthy' }, hex: '670201' },
] as const

/** Envelopes of a visit, with the messages above in them. */
export const goldenEnvelopes = [
  { name: 'nothing to say', envelope: { ack: 5, last: 300, first: 301, messages: [] }, hex: '05ac02ad02' },
  {
    name: 'two messages, and more to come',
    envelope: { ack: 0, last: 300, first: 1, messages: ['670200', '6680d8c1a28c34'] },
    hex: '00ac020103670200076680d8c1a28c34',
  },
] as const
