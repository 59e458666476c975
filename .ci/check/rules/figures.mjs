import path from 'node:path'

const citation = /\[([^\]\n]+)\]\(([^)\s]*bench\/RESULTS\.md)#([^)\s]+) "([^"\n]+)"\)/g

/**
 * A document cites a measurement by a link to its part of bench/RESULTS.md, with the name of the measure as the link's
 * title: `[4.3 ms](../bench/RESULTS.md#the-scenario "edit to stored, p95")`. Where the first server of the scenario is
 * not meant, the title begins with another one's name: `"polling: edit to stored, p95"`.
 *
 * @type {import('../run-rules.mjs').Rule}
 */
export const figures = {
  name: 'figures',
  about: 'each measured figure that a document cites is the one in bench/results',
  find(tree) {
    const results = readResults(tree)
    return tree.files
      .filter((file) => file.endsWith('.md'))
      .flatMap((file) =>
        [...tree.read(file).matchAll(citation)].flatMap(([, cited = '', , anchor = '', name = '']) => {
          const value = findValue(results.get(anchor), name)
          if (value === undefined) return [`${file}: cites "${name}" of #${anchor}, which is not in bench/results`]
          return isRounded(cited, value) ? [] : [`${file}: cites ${cited} for "${name}", which is ${value.toFixed(2)}`]
        }),
      )
  },
}

/** Runs of each server by scenario, as its heading's anchor. */
function readResults(tree) {
  const files = tree.files.filter((file) => path.posix.dirname(file) === 'bench/results' && file.endsWith('.json'))
  return new Map(
    files.flatMap((file) => {
      const { title = '', runs } = JSON.parse(tree.read(file))
      return runs === undefined ? [] : [[toAnchor(title), runs]]
    }),
  )
}

function toAnchor(title) {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-')
}

/** The median of all runs, as RESULTS.md shows it; undefined where it was not measured. */
function findValue(runs = {}, name) {
  const [own = ''] = Object.keys(runs)
  const server = Object.keys(runs).find((peer) => name.startsWith(`${peer}: `))
  const [from, measure] = server === undefined ? [own, name] : [server, name.slice(server.length + 2)]
  const values = (runs[from] ?? []).map((run) => run.find((one) => one.name === measure)?.value)
  if (values.length === 0 || values.some((value) => typeof value !== 'number')) return undefined
  const sorted = values.toSorted((a, b) => a - b)
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.floor(sorted.length / 2)]) / 2
}

/** Whether `cited`, such as "1,813 ms" or "4.3 ms", is `value` rounded to as many places. */
function isRounded(cited, value) {
  const [number] = /\d[\d,]*(?:\.\d+)?/.exec(cited) ?? []
  if (number === undefined) return false
  const places = number.split('.')[1]?.length ?? 0
  return Math.abs(Number(number.replaceAll(',', '')) - value) <= 0.5 * 10 ** -places + 1e-9
}
