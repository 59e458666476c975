'use client'

import { useEffect } from 'react'
import { registerServiceWorker } from './service-worker.ts'

/** Sees to it that the service worker is there for whoever is signed in. */
export function OfflineKeeper() {
  useEffect(() => {
    // Without it everything works but a reload offline; a browser may well refuse.
    registerServiceWorker().catch(() => undefined)
  }, [])
  return null
}
