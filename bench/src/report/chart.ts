/** A line of a chart; both values are above 0. */
type Line = { readonly name: string; readonly points: readonly (readonly [x: number, y: number])[] }

/** Both axes are logarithmic. Names are plain text without `<` and `&`. */
export type Panel = { readonly title: string; readonly axis: string; readonly lines: readonly Line[] }

/** Of one panel, in pixels; the names of the lines stand to the right of it. */
const plot = { left: 56, top: 40, width: 300, height: 220, right: 172, bottom: 52 } as const
const width = plot.left + plot.width + plot.right
const height = plot.top + plot.height + plot.bottom
const lineOfText = 15

/** One colour for each of three lines: they are told apart in light and dark, and by people who see red and green alike. */
const style = `
svg { --text: #57606a; --title: #24292f; --grid: #d0d7de; --c0: #0969da; --c1: #bc4c00; --c2: #8250df }
@media (prefers-color-scheme: dark) {
svg { --text: #9198a1; --title: #f0f6fc; --grid: #3d444d; --c0: #4493f8; --c1: #f0883e; --c2: #ab7df8 }
}
text { font: 12px system-ui, sans-serif; fill: var(--text) }
text.title { font-weight: 600; fill: var(--title) }
.grid { stroke: var(--grid) }
polyline { fill: none; stroke-width: 2; stroke-linejoin: round }
polyline.c0 { stroke: var(--c0) } text.c0, circle.c0 { fill: var(--c0) } text.c0 { font-weight: 600 }
polyline.c1 { stroke: var(--c1) } text.c1, circle.c1 { fill: var(--c1) }
polyline.c2 { stroke: var(--c2) } text.c2, circle.c2 { fill: var(--c2) }
`

/** The panels beside one another, as the text of an SVG file. */
export function toSvg(panels: readonly Panel[]): string {
  const size = `width="${width * panels.length}" height="${height}" viewBox="0 0 ${width * panels.length} ${height}"`
  const drawn = panels.map((panel, index) => `<g transform="translate(${index * width} 0)">\n${draw(panel)}\n</g>`)
  const title = panels.map((panel) => `${panel.title} by ${panel.axis}`).join('; ')
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img">`,
    `<title>${title}</title>`,
    `<style>${style}</style>`,
    ...drawn,
    '</svg>',
    '',
  ].join('\n')
}

function draw({ title, axis, lines }: Panel): string {
  const points = lines.flatMap((line) => line.points)
  const xs = [...new Set(points.map(([x]) => x))].sort((a, b) => a - b)
  const ys = toDecades(points.map(([, y]) => y))
  const toX = createScale([xs[0] ?? 1, xs.at(-1) ?? 10], [plot.left, plot.left + plot.width])
  const toY = createScale([ys[0] ?? 1, ys.at(-1) ?? 10], [plot.top + plot.height, plot.top])
  const ends = lines.map(({ points }) => toY(points.at(-1)?.[1] ?? 1))
  const labelYs = spread(ends)
  return [
    text(title, plot.left - 40, 20, 'class="title"'),
    ...ys.map((y) => grid(plot.left, toY(y), plot.left + plot.width, toY(y))),
    ...ys.map((y) => text(format(y), plot.left - 8, toY(y) + 4, 'text-anchor="end"')),
    ...xs.map((x) => grid(toX(x), plot.top + plot.height, toX(x), plot.top + plot.height + 5)),
    ...xs.map((x) => text(format(x), toX(x), plot.top + plot.height + 20, 'text-anchor="middle"')),
    text(axis, plot.left + plot.width / 2, plot.top + plot.height + 40, 'text-anchor="middle"'),
    ...lines.map(({ points }, index) => {
      const at = points.map(([x, y]) => [toX(x), toY(y)] as const)
      const dots = at.map(([x, y]) => `<circle class="c${index}" cx="${round(x)}" cy="${round(y)}" r="2.5"/>`)
      const path = at.map(([x, y]) => `${round(x)},${round(y)}`).join(' ')
      return [`<polyline class="c${index}" points="${path}"/>`, ...dots].join('\n')
    }),
    ...lines.map(({ name }, index) =>
      text(name, plot.left + plot.width + 8, (labelYs[index] ?? 0) + 4, `class="c${index}"`),
    ),
  ].join('\n')
}

/** The powers of ten from below the least to above the most. */
function toDecades(values: readonly number[]): number[] {
  const least = Math.floor(Math.log10(Math.min(...values)))
  const most = Math.max(least + 1, Math.ceil(Math.log10(Math.max(...values))))
  return Array.from({ length: most - least + 1 }, (_, index) => 10 ** (least + index))
}

function createScale([from, to]: [number, number], [start, end]: [number, number]): (value: number) => number {
  const span = Math.log(to / from) || 1
  return (value) => start + (Math.log(value / from) / span) * (end - start)
}

/** Places from top to bottom in the order of `places`, none closer to another than a line of text. */
function spread(places: readonly number[]): number[] {
  const spread = [...places]
  const byPlace = places.map((_, index) => index).sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0))
  let least = Number.NEGATIVE_INFINITY
  for (const index of byPlace) {
    spread[index] = Math.max(places[index] ?? 0, least)
    least = (spread[index] ?? 0) + lineOfText
  }
  return spread
}

function grid(x1: number, y1: number, x2: number, y2: number): string {
  return `<line class="grid" x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}"/>`
}

function text(content: string, x: number, y: number, attributes: string): string {
  return `<text x="${round(x)}" y="${round(y)}" ${attributes}>${content}</text>`
}

function round(value: number): string {
  return value.toFixed(1)
}

function format(value: number): string {
  return new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 }).format(value)
}
