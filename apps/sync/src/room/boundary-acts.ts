import type { Member } from './member.ts'

/** What is to be done when a document equals what is stored, in the order in which members asked for it. */
export class BoundaryActs {
  private readonly byMember = new Map<Member, (() => void)[]>()

  add(by: Member, act: () => void): void {
    const acts = this.byMember.get(by)
    if (acts) acts.push(act)
    else this.byMember.set(by, [act])
  }

  /** Nothing is to be done for `member` any more. */
  drop(member: Member): void {
    this.byMember.delete(member)
  }

  /** What an act adds is for the next boundary. */
  run(): void {
    const acts = [...this.byMember.values()].flat()
    this.byMember.clear()
    for (const act of acts) act()
  }
}
