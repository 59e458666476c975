/** Lines a file may have, and what the sources under `src` have all together. */
const maxLines = 300
const maxMedianLines = 70
const maxNinthDecileLines = 180

/** Lines a document may have. The first pattern that matches counts. */
const documentLimits = [
  { pattern: /^README\.md$/, lines: 120 },
  { pattern: /^docs\/adr\/[^/]+\.md$/, lines: 60 },
  { pattern: /^docs\/architecture\.md$/, lines: 200 },
]

/** Long by nature: what a tool wrote, and tables. */
const exceptions = [
  /^packages\/db\/src\/generated\//,
  /^packages\/db\/prisma\/migrations\//,
  /\/messages\/[^/]+\.json$/,
]

const isCode = (file) => /\.(ts|tsx|mjs|cjs|js|css)$/.test(file) && !exceptions.some((pattern) => pattern.test(file))
const isSource = (file) => /^(apps|packages)\/[^/]+\/src\//.test(file)

/** @type {import('../run-rules.mjs').Rule} */
export const sizes = {
  name: 'sizes',
  about: `no file over ${maxLines} lines, median ${maxMedianLines}, nine in ten under ${maxNinthDecileLines}, documents short`,
  find(tree) {
    const code = tree.files.filter(isCode).map((file) => ({ file, lines: countLines(tree.read(file)) }))
    const sources = code.filter(({ file }) => isSource(file)).map(({ lines }) => lines)
    return [
      ...code.filter(({ lines }) => lines > maxLines).map(({ file, lines }) => `${file}: ${lines} lines`),
      ...findHighQuantile(sources, 0.5, maxMedianLines),
      ...findHighQuantile(sources, 0.9, maxNinthDecileLines),
      ...findLongDocuments(tree),
    ]
  },
}

function findHighQuantile(lines, share, limit) {
  const sorted = lines.toSorted((a, b) => a - b)
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
  return value > limit ? [`${share * 100} % of the sources have up to ${value} lines, more than ${limit}`] : []
}

function findLongDocuments(tree) {
  return tree.files.flatMap((file) => {
    const limit = documentLimits.find(({ pattern }) => pattern.test(file))
    if (limit === undefined) return []
    const lines = countLines(tree.read(file))
    return lines > limit.lines ? [`${file}: ${lines} lines, more than ${limit.lines}`] : []
  })
}

function countLines(text) {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
}
