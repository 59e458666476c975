'use client'

import { useEffect } from 'react'
import { rememberDocument } from './known-documents.ts'
import { askServiceWorker } from './service-worker.ts'

/** Soon, because the next tunnel may be near; and again for the scripts that the page asks for later. */
const soonMs = 500
const lateMs = 5_000
const retryMs = 15_000

/** Keeps this open document for a reload without a network. */
export function useKeepOffline({ userId, id, title }: { userId: string; id: string; title: string }) {
  useEffect(() => {
    rememberDocument(userId, { id, title, openedAt: Date.now() })
  }, [userId, id, title])
  useEffect(() => {
    const leaving = new AbortController()
    void keepPage(userId, id, leaving.signal)
    return () => leaving.abort()
  }, [userId, id])
}

async function keepPage(userId: string, id: string, signal: AbortSignal): Promise<void> {
  for (const settleMs of [soonMs, lateMs]) {
    await pause(settleMs, signal)
    while (!signal.aborted && !(await isKept(userId, id))) await pause(retryMs, signal)
  }
}

/** Returns early where `signal` says so. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

async function isKept(userId: string, id: string): Promise<boolean> {
  const assets = performance.getEntriesByType('resource').map((entry) => entry.name)
  const own = assets.filter((asset) => asset.startsWith(`${window.location.origin}/_next/static/`))
  const answer = askServiceWorker('keep-page', { userId, path: `/documents/${id}`, assets: own })
  return await answer.then(
    () => true,
    () => false,
  )
}
