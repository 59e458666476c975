import { request } from './request.ts'
import type { DocumentPage, DocumentView } from './views.ts'

export type DocumentFilter = { search: string; trashed: boolean }
export const documentPageSize = 30

export function fetchDocuments(filter: DocumentFilter, cursor?: string, signal?: AbortSignal): Promise<DocumentPage> {
  const query = { search: filter.search || undefined, trashed: filter.trashed, cursor, limit: documentPageSize }
  return request('/api/v1/documents', { query, signal })
}

export function fetchDocument(id: string): Promise<DocumentView> {
  return request(`/api/v1/documents/${id}`)
}

export function createDocument(input: { title: string; key: string }): Promise<DocumentView> {
  return request('/api/v1/documents', { method: 'POST', body: { title: input.title }, idempotencyKey: input.key })
}

export function renameDocument(document: Pick<DocumentView, 'id' | 'version'>, title: string): Promise<DocumentView> {
  return request(`/api/v1/documents/${document.id}`, { method: 'PATCH', body: { title }, ifVersion: document.version })
}

export function trashDocument(document: Pick<DocumentView, 'id' | 'version'>): Promise<void> {
  return request(`/api/v1/documents/${document.id}`, { method: 'DELETE', ifVersion: document.version })
}

export function restoreDocument(id: string): Promise<DocumentView> {
  return request(`/api/v1/documents/${id}/restore`, { method: 'POST' })
}

export function deleteDocument(id: string): Promise<void> {
  return request(`/api/v1/documents/${id}/permanent`, { method: 'DELETE' })
}
