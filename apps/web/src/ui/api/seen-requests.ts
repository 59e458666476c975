/** A request of the page to our own server, when its answer began or it failed. Times are ms since 1970. */
type SeenRequest = {
  readonly method: string
  /** Without the query: that may hold what somebody searches for. */
  readonly path: string
  readonly startedAt: number
  readonly endedAt: number
  /** Undefined where there was no answer. */
  readonly status: number | undefined
}

type Listener = (request: SeenRequest) => void

const listeners = new Set<Listener>()

/** Returns the function that ends it. */
export function watchRequests(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Passes the answer on, and tells of it where somebody watches. */
export async function seen(method: string, path: string, go: () => Promise<Response>): Promise<Response> {
  const startedAt = Date.now()
  const tell = (status: number | undefined) => {
    for (const listener of listeners) listener({ method, path, startedAt, endedAt: Date.now(), status })
  }
  try {
    const response = await go()
    tell(response.status)
    return response
  } catch (error) {
    tell(undefined)
    throw error
  }
}
