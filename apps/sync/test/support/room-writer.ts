import * as Y from 'yjs'
import type { Room } from '../../src/room/room.ts'
import type { RecordingMember } from './recording-member.ts'

/** Types into a document of its own, and gives each change to the room as it is made. */
export class RoomWriter {
  readonly doc = new Y.Doc()
  readonly made: Uint8Array[] = []
  sent = 0

  constructor(
    readonly room: Room,
    readonly member: RecordingMember,
  ) {
    this.doc.on('update', (update: Uint8Array) => this.made.push(update))
    room.enter(member)
    room.answer(member, new Uint8Array([0]))
  }

  type(text: string): void {
    this.doc.getText('default').insert(this.doc.getText('default').length, text)
    for (const update of this.made.splice(0)) this.give(update)
  }

  give(update: Uint8Array): string {
    const judgement = this.room.judge(update, 'writer', this.member.person.id)
    if (judgement.kind === 'fits' || judgement.kind === 'known')
      this.room.hold(this.member, update, judgement, ++this.sent)
    return judgement.kind
  }
}
