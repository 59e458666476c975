/** ms that `act` takes: the least of five runs, because other processes and the collector only ever add to it. */
export function leastMs(act: () => void): number {
  const times = Array.from({ length: 5 }, () => {
    const startedAt = performance.now()
    act()
    return performance.now() - startedAt
  })
  return Math.min(...times)
}
