/** Waits until `check` answers with something true, looking every few ms; throws after `deadlineMs`. */
export async function until<T>(
  what: string,
  check: () => T | Promise<T>,
  deadlineMs = 15_000,
): Promise<NonNullable<T>> {
  const end = performance.now() + deadlineMs
  for (;;) {
    const result = await check()
    if (result) return result as NonNullable<T>
    if (performance.now() > end) throw new Error(`waited ${deadlineMs} ms in vain until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
