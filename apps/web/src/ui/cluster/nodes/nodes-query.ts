import { queryOptions } from '@tanstack/react-query'
import { fetchNodes } from '../../api/cluster.ts'

/** Nodes report as often. */
const pollMs = 2_000

/** The sync nodes that live. Asked again and again: what they say of themselves is a row that changes as often. */
export const nodesQuery = queryOptions({
  queryKey: ['cluster', 'nodes'],
  queryFn: ({ signal }) => fetchNodes(signal),
  refetchInterval: pollMs,
})
