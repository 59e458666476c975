/**
 * ms that `act` takes when nothing else keeps the machine busy: the median of five runs, because one of them may have
 * waited for another process or for the collector.
 */
export function usualMs(act: () => void): number {
  const times = Array.from({ length: 5 }, () => {
    const startedAt = performance.now()
    act()
    return performance.now() - startedAt
  })
  return times.sort((a, b) => a - b)[2] ?? Infinity
}
