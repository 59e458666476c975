import { type CloseName, messageType, type Notice, syncType } from '@duplex/protocol'
import type { Member } from '../../src/room/member.ts'

export type RecordingMember = Member & {
  readonly updates: Uint8Array[]
  readonly stored: { readonly upTo: number; readonly seq: number }[]
  readonly notices: Notice[]
  readonly ends: CloseName[]
  readonly reasons: (string | undefined)[]
  /** Everything that happened, in order. */
  readonly story: string[]
}

/** A member of a room that writes down what it is told. */
export function createMember(userId: string, onEnd: (member: Member) => void = () => undefined): RecordingMember {
  const member: RecordingMember = {
    person: { id: userId, name: userId, color: '#000000' },
    isExtended: true,
    updates: [],
    stored: [],
    notices: [],
    ends: [],
    reasons: [],
    story: [],
    send(message) {
      if (message[0] !== messageType.sync || message[1] !== syncType.update) return
      member.updates.push(message)
      member.story.push('update')
    },
    tell: (notice) => void member.notices.push(notice),
    onStored(upTo, seq) {
      member.stored.push({ upTo, seq })
      member.story.push('stored')
    },
    onWaiting: () => void member.story.push('waiting'),
    onDropped: () => void member.story.push('dropped'),
    end(close: CloseName, reason?: string) {
      member.ends.push(close)
      member.reasons.push(reason)
      onEnd(member)
    },
  }
  return member
}
