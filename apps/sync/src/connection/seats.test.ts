import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Overload } from '../overload.ts'
import { type Occupant, type Seat, Seats } from './seats.ts'

const settings = { maxConnectionsPerUser: 2, maxConnectionsPerAddress: 4, maxConnectionsPerDocument: 3 }
const most = { userId: 2, address: 4, documentId: 3 } as const
const createSeats = () => new Seats({ settings, random: () => 0 })

let next = 0
const occupant = (change: Partial<Occupant>): Occupant => ({
  userId: `user ${next++}`,
  address: `address ${next++}`,
  documentId: `document ${next++}`,
  ...change,
})

describe('L4 seats', () => {
  it.each([
    ['userId', 2, 'userConnections'],
    ['address', 4, 'addressConnections'],
    ['documentId', 3, 'documentConnections'],
  ] as const)('L4 there are so many for one %s: %i; then it is refused, and others are not', (kind, max, of) => {
    const seats = createSeats()
    const taken = Array.from({ length: max }, () => seats.take(occupant({ [kind]: 'same' })))
    expect(() => seats.take(occupant({ [kind]: 'same' }))).toThrow(
      expect.objectContaining({ close: 'overloaded', of, retryMs: 15_000 }),
    )
    seats.take(occupant({}))
    taken[0]?.release()
    taken[0]?.release()
    seats.take(occupant({ [kind]: 'same' }))
    expect(() => seats.take(occupant({ [kind]: 'same' }))).toThrow(Overload)
  })

  it('L4 are as many as are taken, in whatever order they come and go, and none is left at the end', () => {
    const step = fc.record({
      key: fc.record({ userId: fc.nat(2), address: fc.nat(1), documentId: fc.nat(1) }),
      leave: fc.nat(9),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const seats = createSeats()
        const here: { readonly who: Occupant; readonly seat: Seat }[] = []
        for (const { key, leave } of steps) {
          for (const { seat } of leave < 3 ? here.splice(leave, 1) : []) seat.release()
          const who = { userId: `${key.userId}`, address: `${key.address}`, documentId: `${key.documentId}` }
          const of = (kind: keyof Occupant) => here.filter((other) => other.who[kind] === who[kind]).length
          const isFull = of('userId') >= 2 || of('address') >= 4 || of('documentId') >= 3
          if (isFull) expect(() => seats.take(who)).toThrow(Overload)
          else here.push({ who, seat: seats.take(who) })
        }
        for (const { seat } of here) seat.release()
        for (const kind of ['userId', 'address', 'documentId'] as const) {
          for (const key of ['0', '1', '2']) {
            const all = Array.from({ length: most[kind] }, () => seats.take(occupant({ [kind]: key })))
            expect(() => seats.take(occupant({ [kind]: key }))).toThrow(Overload)
            for (const seat of all) seat.release()
          }
        }
      }),
    )
  })
})
