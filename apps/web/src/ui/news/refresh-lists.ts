import type { QueryClient } from '@tanstack/react-query'
import { documentsKey } from '../documents/queries.ts'

/** What happens within so long is read once, and the browsers of a large document's people do not ask all at once. */
const minDelayMs = 50
const maxDelayMs = 350

/**
 * Reads every list on the page again, soon. What nobody looks at is only marked: it is read when somebody does, which
 * the query client sees to. While something is being changed here, an answer of before must not undo what the page
 * shows already; the change itself has everything read when it is done.
 */
export function createListRefresher(queryClient: QueryClient): () => void {
  let isDue = false
  return () => {
    if (isDue) return
    isDue = true
    setTimeout(
      () => {
        isDue = false
        const isWanted = document.visibilityState === 'visible' && queryClient.isMutating() === 0
        const refetchType = isWanted ? 'active' : 'none'
        void queryClient.invalidateQueries({ queryKey: documentsKey, refetchType })
      },
      minDelayMs + Math.random() * (maxDelayMs - minDelayMs),
    )
  }
}
