import { forgetKnownDocuments } from './known-documents.ts'
import { listUnsent, unmarkUnsent } from './unsent-documents.ts'

/** How many documents have changes that only this device holds. */
export function countUnsent(userId: string): number {
  return listUnsent(userId).length
}

/** Takes everything of this person off the device: text, pages kept for offline, titles. */
export async function forgetDevice(userId: string): Promise<void> {
  // Loaded here because it brings the document schema with it, which the account page does not need otherwise.
  const { clearLocalDocuments } = await import('@duplex/editor/client')
  await clearLocalDocuments(userId)
  await forgetKnownDocuments(userId)
  for (const documentId of listUnsent(userId)) unmarkUnsent(userId, documentId)
}
