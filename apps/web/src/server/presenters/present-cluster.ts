import type { LivingNode } from '@duplex/db'
import type { AuditEventView, NodeView } from '../api/admin-schemas.ts'
import type { AuditRow } from '../audit/list-audit-events.ts'
import type { Names } from '../cluster/names.ts'

/** What an administrator learns about a node. */
export function presentNode({ report, ...node }: LivingNode, names: Names): NodeView {
  const withTitle = <T extends { documentId: string }>(item: T) => ({
    ...item,
    title: names.titleOf(item.documentId) ?? null,
  })
  return {
    ...report,
    id: node.id,
    host: node.host,
    version: node.version,
    state: node.state,
    startedAt: node.startedAt.toISOString(),
    silentMs: Math.round(node.silentMs),
    places: report.places.map(({ documentId, peopleCount, people }) =>
      withTitle({
        documentId,
        peopleCount,
        people: people.map((person) => ({ ...person, name: names.personOf(person.userId) ?? null })),
      }),
    ),
    paths: report.paths.map(withTitle),
    heard: report.heard.map(withTitle),
  }
}

/** What an administrator learns about something that happened. */
export function presentAuditEvent(row: AuditRow, names: Names): AuditEventView {
  const toPerson = (id: string | null) => (id === null ? null : { id, name: names.personOf(id) ?? null })
  const { documentId } = row
  return {
    id: row.id,
    at: row.createdAt.toISOString(),
    kind: row.kind,
    via: row.via,
    person: toPerson(row.userId),
    subject: toPerson(row.subjectId),
    document: documentId === null ? null : { id: documentId, title: names.titleOf(documentId) ?? null },
    detail: row.detail,
    address: row.address,
  }
}
