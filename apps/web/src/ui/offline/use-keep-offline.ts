'use client'

import { useEffect } from 'react'
import { rememberDocument } from './known-documents.ts'
import { askServiceWorker } from './service-worker.ts'

/** Long enough for the page to have loaded what it needs to write. */
const settleMs = 4_000

/** Keeps this open document for a reload without a network. */
export function useKeepOffline({ userId, id, title }: { userId: string; id: string; title: string }) {
  useEffect(() => {
    rememberDocument(userId, { id, title, openedAt: Date.now() })
  }, [userId, id, title])
  useEffect(() => {
    const timer = setTimeout(() => {
      const assets = performance.getEntriesByType('resource').map((entry) => entry.name)
      const own = assets.filter((asset) => asset.startsWith(`${window.location.origin}/_next/static/`))
      // A copy that could not be kept is tried again when the document is opened again.
      askServiceWorker('keep-page', { userId, path: `/documents/${id}`, assets: own }).catch(() => undefined)
    }, settleMs)
    return () => clearTimeout(timer)
  }, [userId, id])
}
