import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

/** What somebody may try at the socket, and the tests that try it: file below the repository, words of a title. */
const matrix: readonly (readonly [attempt: string, file: string, title: string])[] = [
  ['W1 a page of another site', 'apps/sync/test/handshake.test.ts', 'answers the foreign origin %s with 403'],
  [
    'W1 a ticket that is expired, forged or of another document',
    'apps/sync/test/handshake.test.ts',
    'an expired ticket',
  ],
  ['W1 a ticket used twice', 'apps/sync/test/handshake.test.ts', 'takes a ticket once'],
  [
    'W1 a ticket without a signature',
    'packages/protocol/src/server/ticket.test.ts',
    'W1 cannot choose its own algorithm',
  ],
  ['W1 half a handshake, large headers', 'apps/sync/test/abuse-frames.test.ts', 'half a handshake of any kind ends'],
  ['W1 a refused handshake that is never closed', 'apps/sync/test/abuse-http.test.ts', 'leaves no socket behind'],
  ['W1 compression', 'apps/sync/test/abuse-frames.test.ts', 'offers of compression are declined'],
  ['W2 text', 'apps/sync/test/bad-input.test.ts', 'a text frame'],
  ['W4 V2 encodings of another version', 'apps/sync/test/validation.test.ts', 'encoding V2'],
  ['W6 echoes', 'apps/sync/test/abuse-reading.test.ts', 'echoes of what nobody said'],
  ['W7 the connection of somebody else', 'apps/sync/test/inspection.test.ts', 'W7 tells of its own connection, and'],
  ['W7 questions without number', 'apps/sync/test/inspection.test.ts', 'W7 L2 wishes have the rate of messages'],
  ['W7 reports that nobody reads', 'apps/sync/src/inspection/inspection.test.ts', 'puts nothing on top of what waits'],
  ['V1 writing without the right', 'apps/sync/test/validation.test.ts', 'V1 ends a viewer that writes with an %s'],
  ['V1 deleting without the right', 'apps/sync/test/validation.test.ts', 'V1 ends a viewer that only deletes'],
  ['V2 broken updates', 'apps/sync/test/fuzz-updates.test.ts', 'exactly what our look at them says'],
  ['V2 broken frames', 'apps/sync/test/abuse-frames.test.ts', 'every broken frame ends its connection'],
  ['V2 random bytes', 'apps/sync/test/abuse-frames.test.ts', 'floods of random bytes'],
  ['V2 a reset in the middle', 'apps/sync/test/bad-input.test.ts', 'reset in the middle of everything'],
  ['V3 gaps', 'apps/sync/test/validation.test.ts', 'V3 ends a client whose resync leaves the same gap'],
  ['V4 ids of somebody else', 'apps/sync/test/client-ids.test.ts', 'V4 refuses that struct with 4409'],
  ['V4 ids that somebody shows', 'apps/sync/test/abuse-presence.test.ts', 'V4 keeps the ids that others showed'],
  ['V4 ids without number', 'apps/sync/src/room/room-claims.test.ts', 'V4 bounds how many ids come'],
  ['V5 depth, lengths, roots, names', 'apps/sync/test/bounds.test.ts', '65 nodes in each other'],
  ['V5 values that nest', 'apps/sync/src/room/update-scan.test.ts', 'that nests too deep'],
  ['V5 values that grow', 'apps/sync/test/abuse-updates.test.ts', 'V5 refuses JSON that is several times as long'],
  ['V5 documents in documents', 'apps/sync/test/abuse-updates.test.ts', 'V5 refuses documents in documents'],
  ['V5 deletions that overlap', 'apps/sync/test/abuse-updates.test.ts', 'V5 refuses a delete set with %s'],
  [
    'V5 state vectors of a million',
    'apps/sync/test/abuse-reading.test.ts',
    'V5 a state vector that names a great many',
  ],
  ['V5 updates that take minutes', 'apps/sync/test/abuse-time.test.ts', 'V5 ends whoever sends a tangle'],
  ['V6 large messages', 'apps/sync/test/validation.test.ts', 'V6 ends a message over the limit with 1009'],
  ['V6 large documents', 'apps/sync/test/validation.test.ts', 'V6 warns at 60 and 80 %'],
  ['V6 many fragments', 'apps/sync/test/abuse-frames.test.ts', 'a hundred empty fragments'],
  ['P1 another name', 'apps/sync/test/presence.test.ts', 'P1 shows others who somebody is by the ticket'],
  [
    'P1 the place of somebody else',
    'apps/sync/test/presence.test.ts',
    'P1 drops entries under the id of somebody else',
  ],
  ['P1 thousands of ids', 'apps/sync/test/abuse-presence.test.ts', 'P1 gives one message with thousands of ids'],
  [
    'P1 the id that somebody wrote under',
    'apps/sync/test/abuse-presence.test.ts',
    'P1 V4 does not show somebody under',
  ],
  ['P1 states that fill a message', 'apps/sync/test/abuse-presence.test.ts', 'P1 drops a state that would fill'],
  ['P3 ghosts', 'apps/sync/test/presence.test.ts', 'P3 removes who is gone at once'],
  ['P4 coming and going for ever', 'apps/sync/src/room/presence.test.ts', 'P4 forgets who left after a while'],
  ['L1 no answer to pings', 'apps/sync/test/liveness.test.ts', 'L1 ends who does not answer pings'],
  ['L1 an unfinished message', 'apps/sync/test/liveness.test.ts', 'ends a message that stays unfinished for 10 s'],
  ['L2 a reader who does not read', 'apps/sync/test/liveness.test.ts', 'L2 ends a reader that leaves 4 MiB waiting'],
  ['L2 and asks for more', 'apps/sync/test/abuse-reading.test.ts', 'L2 who asks again without having read'],
  ['L2 pings, pongs and questions', 'apps/sync/test/abuse-reading.test.ts', '%s have a rate'],
  ["L4 too much of one's own", 'apps/sync/test/presence.test.ts', 'says too much of its own with 4529'],
  [
    'L4 connections of a person, an address, a document',
    'apps/sync/test/admission.test.ts',
    'L4 one person has so many',
  ],
  ['L4 handshakes', 'apps/sync/test/overload.test.ts', 'L4 a bad ticket counts against its address'],
  ['L4 sockets that say nothing', 'apps/sync/test/abuse-frames.test.ts', 'L4 hundreds of sockets that say nothing'],
  ['T1 a visit of another site, document or person', 'apps/sync/test/visit-doors.test.ts', 'meets 403 at every door'],
  ['T1 a key of another document', 'apps/sync/test/visit-doors.test.ts', 'and no other'],
  ['T1 a visit after access has ended', 'apps/sync/test/visit-endings.test.ts', 'ends $rung with $code within 2 s'],
  ['T1 visits without number', 'apps/sync/test/abuse-visits.test.ts', 'takes a seat as a WebSocket does'],
  ['T1 bodies that do not end', 'apps/sync/test/abuse-visits.test.ts', 'bodies that do not end are few'],
  ['T1 bodies that are too long, or compressed', 'apps/sync/test/visit-endings.test.ts', 'in whatever body'],
  ['T2 messages again, and out of order', 'apps/sync/src/visit/visit.test.ts', 'T2 hears each message once'],
  ['T2 questions without number', 'apps/sync/test/abuse-visits.test.ts', 'leave one waiting'],
  ['T2 a stream that is not read', 'apps/sync/test/abuse-visits.test.ts', 'that reads nothing costs'],
  ['D1 a probe of another site, or with another ticket', 'apps/sync/test/probe.test.ts', 'once, and with no other'],
  ['D3 a probe that carries without end', 'apps/sync/test/probe.test.ts', 'D3 carries so many bytes and no more'],
  ['D3 probes without number', 'apps/sync/test/probe.test.ts', 'D3 the oldest of a person gives way'],
  ['L4 questions about readiness', 'apps/sync/test/abuse-http.test.ts', 'asks the database once for all'],
]

describe('abuse matrix', () => {
  const root = new URL('../../../', import.meta.url)

  it.each(matrix)('%s is tried by a test', (_, file, title) => {
    expect(readFileSync(new URL(file, root), 'utf8')).toContain(title)
  })

  it('covers every rule about what a client may send', () => {
    const specification = readFileSync(new URL('packages/protocol/PROTOCOL.md', root), 'utf8')
    const rules = [...specification.matchAll(/^\*\*([VP]\d+|T[12])\*\*/gm)].map(([, rule]) => rule)
    const tried = new Set(matrix.flatMap(([attempt]) => attempt.match(/\b[WVPLT]\d\b/g) ?? []))
    // P2 is how fast the server sends, and no duty of a client.
    expect(rules.filter((rule) => rule !== 'P2' && !tried.has(rule as string))).toEqual([])
  })
})
