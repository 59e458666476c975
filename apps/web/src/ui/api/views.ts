/** What the API gives out, as its own schemas say. Types only: nothing of the server comes along. */
export type { DocumentList as DocumentPage, DocumentView, MemberView, SessionView } from '@/server/index.ts'
