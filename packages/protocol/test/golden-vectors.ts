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
  {
    name: 'a ticket for the way back',
    codec: 'notice',
    message: { kind: 'return', ticket: 'a.b.c', lifeMs: 300_000 },
    hex: '670405612e622e63e0a712',
  },
  { name: 'inspection on', codec: 'inspect', message: 'on', hex: '6801' },
  { name: 'a question for totals', codec: 'inspect', message: 'totals', hex: '6802' },
  {
    name: 'totals of a WebSocket',
    codec: 'report',
    message: {
      time: 1_790_000_000_000,
      totals: { requests: 1, bytesIn: 900, bytesOut: 500, framesIn: 4, framesOut: 6, messagesIn: 3, messagesOut: 5 },
      leftOut: 0,
      records: [],
    },
    hex: '6980d8c1a28c34018407f403040603050000',
  },
  {
    name: 'a handshake, that of RFC 6455',
    codec: 'report',
    message: {
      time: 1_790_000_000_000,
      totals: { requests: 1, bytesIn: 900, bytesOut: 500, framesIn: 4, framesOut: 6, messagesIn: 3, messagesOut: 5 },
      leftOut: 0,
      records: [
        {
          ageMs: 3,
          kind: 'handshake',
          key: 'dGhlIHNhbXBsZSBub25jZQ==',
          accept: 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
          protocol: 'duplex.v1',
          requestBytes: 700,
          answerBytes: 166,
        },
      ],
    },
    hex: '6980d8c1a28c34018407f403040603050001460300186447686c49484e68625842735a5342756232356a5a513d3d1c733370504c4d426954786151396b59477a7a685a52624b2b784f6f3d096475706c65782e7631bc05a601',
  },
  {
    name: 'a message of 27 bytes, and a pong after 12.345 ms',
    codec: 'report',
    message: {
      time: 1_790_000_000_000,
      totals: { requests: 1, bytesIn: 900, bytesOut: 500, framesIn: 4, framesOut: 6, messagesIn: 3, messagesOut: 5 },
      leftOut: 0,
      records: [
        {
          ageMs: 2,
          kind: 'frame',
          direction: 'in',
          start: 0x82,
          isMasked: true,
          headerBytes: 6,
          payloadBytes: 27,
          message: 3,
          roundTripUs: 0,
        },
        {
          ageMs: 0,
          kind: 'frame',
          direction: 'in',
          start: 0x8a,
          isMasked: true,
          headerBytes: 6,
          payloadBytes: 0,
          message: 0,
          roundTripUs: 12_345,
        },
      ],
    },
    hex: '6980d8c1a28c34018407f4030406030500020a020100820101061b03000b0001008a0101060000b960',
  },
  {
    name: 'a request and an event of a visit, and 40 left out',
    codec: 'report',
    message: {
      time: 1_790_000_000_000,
      totals: {
        requests: 9,
        bytesIn: 4000,
        bytesOut: 70_000,
        framesIn: 0,
        framesOut: 0,
        messagesIn: 7,
        messagesOut: 12,
      },
      leftOut: 40,
      records: [
        { ageMs: 20, kind: 'request', purpose: 'say', status: 200, headBytes: 412, bodyBytes: 31, answerBytes: 301 },
        { ageMs: 5, kind: 'event', bytes: 61, messages: 1 },
      ],
    },
    hex: '6980d8c1a28c3409a01ff0a2040000070c28020a140201c8019c031fad020405033d01',
  },
  {
    name: 'the trace of the next update, that of W3C Trace Context',
    codec: 'trace',
    message: new Uint8Array([
      0x4b, 0xf9, 0x2f, 0x35, 0x77, 0xb3, 0x4d, 0xa6, 0xa3, 0xce, 0x92, 0x9d, 0x0e, 0x0e, 0x47, 0x36, 0x00, 0xf0, 0x67,
      0xaa, 0x0b, 0xa9, 0x02, 0xb7,
    ]),
    hex: '6a4bf92f3577b34da6a3ce929d0e0e473600f067aa0ba902b7',
  },
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
