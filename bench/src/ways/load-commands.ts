import type { TransportName } from '@duplex/protocol/client'
import type { Invitation } from '../server/server-under-test.ts'

/** Totals of a process. `up`, `down`: bytes, with all headers of HTTP and of frames. */
export type Traffic = { readonly up: number; readonly down: number; readonly requests: number }

/** What a process of clients does when it is told to. */
export type LoadCommands = {
  /** Joins as somebody who types; answers with the Yjs client id. */
  write(order: { invitations: Invitation[]; transport: TransportName; seed: number }): Promise<number>
  /** Types, and resolves after the last letter, with the moment of each by the clock of the machine, in ms. */
  type(order: { perSecond: number; seconds: number }): Promise<number[]>
  /** Joins as so many who read what the writer types; each has an invitation for each attempt. */
  read(order: { readers: Invitation[][]; transport: TransportName; writerId: number }): Promise<void>
  /** Resolves when each reader has so many letters, with the moments at which they came, by reader and letter. */
  hear(order: { letters: number }): Promise<(readonly number[])[]>
  /** What went over the wire of this process up to now. Throws where a client is not connected any more. */
  count(): Promise<Traffic>
  /** Everybody leaves. */
  leave(): Promise<void>
  /** Joins as so many who ask once a second whether there is news, for so long. */
  poll(order: { invitations: Invitation[]; warmUpSeconds: number }): Promise<void>
  /** The same people go on for so long; answers with how many questions they had, and how many in vain. */
  pollOn(order: { seconds: number }): Promise<{ polls: number; empty: number }>
}

export type CommandName = keyof LoadCommands
export type OrderOf<Name extends CommandName> = Parameters<LoadCommands[Name]>[0]

/** What the processes tell each other. */
export type Told = { readonly id: number; readonly name: CommandName; readonly order: unknown }
export type Answered = { readonly id: number; readonly value?: unknown; readonly error?: string }
