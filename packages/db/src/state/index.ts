export type { DocumentReport, Flaw, FlawKind, Verdict } from './flaw.ts'
export { type MadeSnapshot, makeSnapshot } from './make-snapshot.ts'
export { quarantineDocument, releaseDocument } from './quarantine.ts'
export { verifyDocuments } from './verify-documents.ts'
