import { queryOptions } from '@tanstack/react-query'
import { fetchDocument } from '../api/documents.ts'
import { documentsKey } from './queries.ts'

export function documentKey(id: string) {
  return [...documentsKey, 'one', id] as const
}

export function documentQuery(id: string) {
  return queryOptions({ queryKey: documentKey(id), queryFn: () => fetchDocument(id) })
}
