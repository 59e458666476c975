import type { Connection } from './connection.ts'

/** Every open connection of this process. */
export class Connections {
  private readonly byDocument = new Map<string, Set<Connection>>()
  private total = 0

  get count(): number {
    return this.total
  }

  add(connection: Connection): void {
    const { documentId } = connection.passport
    const siblings = this.byDocument.get(documentId) ?? new Set()
    this.byDocument.set(documentId, siblings.add(connection))
    this.total++
  }

  remove(connection: Connection): void {
    const { documentId } = connection.passport
    const siblings = this.byDocument.get(documentId)
    if (!siblings?.delete(connection)) return
    this.total--
    if (siblings.size === 0) this.byDocument.delete(documentId)
  }

  /** A copy: ending a connection removes it. */
  of(documentId: string): Connection[] {
    return [...(this.byDocument.get(documentId) ?? [])]
  }

  /** A copy: ending a connection removes it. */
  ofUser(userId: string): Connection[] {
    return this.all().filter(({ passport }) => passport.userId === userId)
  }

  /** A copy: ending a connection removes it. */
  all(): Connection[] {
    return [...this.byDocument.values()].flatMap((siblings) => [...siblings])
  }
}
