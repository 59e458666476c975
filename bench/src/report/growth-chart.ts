import { type Panel, toSvg } from './chart.ts'
import type { KeptGrowth } from './kept-results.ts'

/** The text of an SVG file: what an edit costs the server, and how late it is seen. */
export function toGrowthChart({ axis, lines }: KeptGrowth): string {
  const panel = (title: string, pick: (point: KeptGrowth['lines'][string][number]) => number | undefined): Panel => ({
    title,
    axis,
    lines: Object.entries(lines).map(([name, points]) => ({
      name,
      // Logarithmic: what is too little to be told has no place.
      points: points.flatMap((point) => ((pick(point) ?? 0) > 0 ? [[point.at, pick(point) ?? 0] as const] : [])),
    })),
  })
  return toSvg([
    panel('server CPU per edit, ms', (point) => point.cpuMsPerEdit),
    panel('edit to other socket, p95, ms', (point) => point.p95Ms),
  ])
}
