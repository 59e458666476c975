import { useFormatter } from 'next-intl'

const units = ['B', 'kB', 'MB', 'GB', 'TB']

/** Numbers as people read them, in their language. Undefined is a dash. */
export function useFigures() {
  const format = useFormatter()
  const number = (value: number | undefined, digits = 0) =>
    value === undefined || !Number.isFinite(value) ? '–' : format.number(value, { maximumFractionDigits: digits })
  return {
    number,
    /** A time in ms, or in s where that is easier to read. */
    ms: (value: number | undefined) => {
      if (value === undefined) return '–'
      if (value >= 10_000) return `${number(value / 1_000, 1)} s`
      return `${number(value, value < 10 ? 1 : 0)} ms`
    },
    bytes: (value: number | undefined) => {
      if (value === undefined || !Number.isFinite(value)) return '–'
      let [rest, unit] = [value, 0]
      while (rest >= 1_000 && unit < units.length - 1) {
        rest /= 1_000
        unit++
      }
      return `${number(rest, rest < 10 && unit > 0 ? 1 : 0)} ${units[unit]}`
    },
    percent: (share: number) => format.number(share, { style: 'percent', maximumFractionDigits: 1 }),
  }
}
