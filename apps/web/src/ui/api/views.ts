/** What the API gives out, as its own schemas say. Types only: nothing of the server comes along. */
export type {
  AuditEventList as AuditEventPage,
  AuditEventView,
  DocumentList as DocumentPage,
  DocumentView,
  MemberView,
  NodeView,
  SessionView,
} from '@/server/index.ts'
