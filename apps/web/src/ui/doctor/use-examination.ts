'use client'

import { carryByWebSocket } from '@duplex/protocol/client'
import { emptyState, examine } from '@duplex/protocol/doctor'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Patience } from './patience.ts'

/** An examination that begins with the page, and can be repeated and stopped. */
export function useExamination({ idleMs, heldMs }: Patience) {
  const [state, setState] = useState(emptyState)
  const current = useRef<AbortController>(undefined)
  const stop = useCallback(() => current.current?.abort(), [])
  const start = useCallback(() => {
    current.current?.abort()
    const ending = new AbortController()
    current.current = ending
    setState(emptyState)
    const parts = { ...browserParts(), webUrl: '', idleMs, heldMs, signal: ending.signal }
    void examine(parts, (next) => {
      if (current.current === ending) setState(next)
    })
  }, [idleMs, heldMs])
  useEffect(() => {
    start()
    return stop
  }, [start, stop])
  return { state, start, stop }
}

function browserParts() {
  return {
    // Called without an object, which browsers insist on.
    fetch: (...request: Parameters<typeof fetch>) => fetch(...request),
    openSocket: carryByWebSocket(WebSocket),
    clock: {
      now: () => Date.now(),
      after: (delayMs: number, run: () => void) => {
        const timer = setTimeout(run, delayMs)
        return () => clearTimeout(timer)
      },
    },
    pageOrigin: location.origin,
    protocolOf,
  }
}

function protocolOf(url: string): string | undefined {
  const entries = performance.getEntriesByName(new URL(url, location.href).href, 'resource')
  const last = entries.at(-1)
  return last instanceof PerformanceResourceTiming ? last.nextHopProtocol || undefined : undefined
}
