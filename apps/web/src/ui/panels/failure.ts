/** The number under which the server logged an error of its own. */
export function digestOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('digest' in error)) return undefined
  return typeof error.digest === 'string' ? error.digest : undefined
}

/** A part of the page that was to be loaded is no longer on the server: it is from before an update. */
export function isOutdatedPage(error: unknown): boolean {
  return (
    error instanceof Error && (error.name === 'ChunkLoadError' || /dynamically imported module/.test(error.message))
  )
}
