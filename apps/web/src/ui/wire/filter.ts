import type { Direction, SightName, WireRow } from '@duplex/protocol/wire'

/** What rows are about; a person shows and hides them by these. */
export const rowGroups = ['connection', 'content', 'presence', 'answers', 'control', 'requests', 'inspection'] as const

export type RowGroup = (typeof rowGroups)[number]

export type RowFilter = { readonly groups: ReadonlySet<RowGroup>; readonly direction: Direction | 'both' }

/** Everything but what the inspection itself costs. */
export const firstFilter: RowFilter = {
  groups: new Set(rowGroups.filter((group) => group !== 'inspection')),
  direction: 'both',
}

const groupOfSight: Readonly<Record<SightName, RowGroup>> = {
  step1: 'content',
  step2: 'content',
  update: 'content',
  awareness: 'presence',
  queryAwareness: 'presence',
  hello: 'answers',
  acknowledgement: 'answers',
  heartbeat: 'answers',
  notice: 'answers',
  trace: 'answers',
  unknown: 'answers',
  inspect: 'inspection',
  report: 'inspection',
}

export function groupOf(row: WireRow): RowGroup {
  switch (row.kind) {
    case 'message':
      return groupOfSight[row.sight.name]
    case 'control':
      return 'control'
    case 'request':
      return 'requests'
    default:
      return 'connection'
  }
}

/** Undefined of what has no direction: it is shown whichever is asked for. */
export function directionOf(row: WireRow): Direction | undefined {
  return row.kind === 'message' || row.kind === 'control' ? row.direction : undefined
}

export function applyFilter(rows: readonly WireRow[], { groups, direction }: RowFilter): readonly WireRow[] {
  return rows.filter((row) => {
    if (!groups.has(groupOf(row))) return false
    return direction === 'both' || (directionOf(row) ?? direction) === direction
  })
}
