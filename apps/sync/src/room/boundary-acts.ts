import type { Member } from './member.ts'

/** What is to be done when a document equals what is stored, in the order in which members asked for it. */
export class BoundaryActs {
  /** Undefined where nobody waits. */
  private byMember: Map<Member, (() => void)[]> | undefined

  add(by: Member, act: () => void): void {
    this.byMember ??= new Map()
    const acts = this.byMember.get(by)
    if (acts) acts.push(act)
    else this.byMember.set(by, [act])
  }

  /** Nothing is to be done for `member` any more. */
  drop(member: Member): void {
    this.byMember?.delete(member)
  }

  /** What an act adds is for the next boundary. */
  run(): void {
    const due = this.byMember
    this.byMember = undefined
    for (const acts of due?.values() ?? []) for (const act of acts) act()
  }
}
