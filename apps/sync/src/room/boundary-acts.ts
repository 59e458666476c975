import type { Member } from './member.ts'

/** `due`: what has to be stored here before, as a seq. */
type Due = { readonly act: () => void; readonly due: number }

/** What is to be done when a document equals what is stored, in the order in which members asked for it. */
export class BoundaryActs {
  /** Undefined where nobody waits. */
  private byMember: Map<Member, Due[]> | undefined

  add(by: Member, act: () => void, due: number): void {
    this.byMember ??= new Map()
    const acts = this.byMember.get(by)
    if (acts) acts.push({ act, due })
    else this.byMember.set(by, [{ act, due }])
  }

  /** Nothing is to be done for `member` any more. */
  drop(member: Member): void {
    this.byMember?.delete(member)
  }

  /** All that are due by `seq`. What an act adds is for the next boundary. */
  run(seq: number): void {
    const waiting = this.byMember
    this.byMember = undefined
    for (const [member, acts] of waiting ?? []) {
      for (const { act, due } of acts) {
        if (due <= seq) act()
        else this.add(member, act, due)
      }
    }
  }
}
