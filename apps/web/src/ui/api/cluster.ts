import { request } from './request.ts'
import type { AuditEventPage, AuditEventView, NodeView } from './views.ts'

export type AuditFilter = { kind?: AuditEventView['kind']; userId?: string }

export async function fetchNodes(signal?: AbortSignal): Promise<NodeView[]> {
  const { items } = await request<{ items: NodeView[] }>('/api/v1/admin/nodes', { signal })
  return items
}

/** It is only told: that it ends can be seen in the list of nodes. */
export function drainNode(id: string): Promise<unknown> {
  return request(`/api/v1/admin/nodes/${id}/drain`, { method: 'POST' })
}

export function fetchAuditEvents(
  filter: AuditFilter,
  cursor: string | undefined,
  signal?: AbortSignal,
): Promise<AuditEventPage> {
  return request('/api/v1/admin/audit-events', { query: { ...filter, cursor }, signal })
}
