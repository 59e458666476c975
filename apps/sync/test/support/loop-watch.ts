/** ms of the longest time in which the event loop did nothing else while `work` went on. */
export async function longestHoldMs(work: Promise<unknown>): Promise<number> {
  let isOver = false
  const end = () => {
    isOver = true
  }
  void work.then(end, end)
  let longest = 0
  for (let before = performance.now(); !isOver; ) {
    await new Promise((resolve) => setImmediate(resolve))
    const now = performance.now()
    longest = Math.max(longest, now - before)
    before = now
  }
  return longest
}
