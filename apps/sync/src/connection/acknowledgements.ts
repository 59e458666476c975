import { type Acknowledgement, encodeAcknowledgement } from '@duplex/protocol'

const noDigest = new Uint8Array()

/**
 * Counts the sync step 2 and update messages of one connection, like TCP counts bytes: an acknowledgement speaks for
 * everything up to a number.
 *
 * A message that was refused (a causal gap, or bytes that make no sense) blocks the count where it stands. The server
 * asks for a resync with a sync step 1; the step 2 that answers it holds all that the client had when it answered, so
 * also what every earlier message carried, and with it the count goes on. A client that answers in parts, of which only
 * the first is a step 2, sees to it that it does not take the count for more than that.
 */
export class Acknowledgements {
  private arrived = 0
  private received = 0
  private stored = 0
  private told = { received: 0, stored: 0 }
  private isBlocked = false
  /** Sync step 1 messages that the client has not answered. */
  private questions = 0
  /** The message that arrived last answers the last question. */
  private isAnswer = false

  /** A sync step 1 goes to the client. */
  ask(): void {
    this.questions++
  }

  arrive(kind: 'step2' | 'update'): void {
    this.arrived++
    this.isAnswer = kind === 'step2' && this.questions === 1
    if (kind === 'step2' && this.questions > 0) this.questions--
  }

  /** The message that arrived last is held. Answers with the number up to which storing it makes everything stored. */
  accept(): number {
    if (this.isAnswer) this.isBlocked = false
    if (!this.isBlocked) this.received = this.arrived
    return this.received
  }

  /** The message that arrived last is refused. `ask`: nothing that is under way will bring its content. */
  refuse(): 'ask' | 'wait' {
    this.isBlocked = true
    return this.need
  }

  /** As of now, whatever was under way when the last message was refused. */
  get need(): 'ask' | 'wait' {
    return this.isBlocked && this.questions === 0 ? 'ask' : 'wait'
  }

  /** Of what was accepted, something will not be stored. What is accepted from now on stands behind it. */
  drop(): 'ask' | 'wait' {
    this.received = this.stored
    return this.refuse()
  }

  store(upTo: number): void {
    this.stored = Math.max(this.stored, upTo)
  }

  /** Everything that arrived is stored. */
  get isSettled(): boolean {
    return this.stored === this.arrived
  }

  get hasNews(): boolean {
    return this.received > this.told.received || this.stored > this.told.stored
  }

  /** The acknowledgement as a message. `digest`: of the committed state vector, where it was computed. */
  encode(seq: number, digest: Acknowledgement['digest'] = noDigest): Uint8Array {
    // What was told does not go back, though something of it may have been dropped.
    this.told = { received: Math.max(this.received, this.stored, this.told.received), stored: this.stored }
    return encodeAcknowledgement({ ...this.told, seq, digest })
  }
}
