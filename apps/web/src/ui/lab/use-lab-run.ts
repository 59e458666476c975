'use client'

import type { TransportName } from '@duplex/protocol/client'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { LabRun, type RunView } from './engine/run.ts'
import type { Job } from './job/job.ts'
import { createBrowserParts, removeLabDocuments } from './lab-parts.ts'

const nothing = { subscribe: () => () => undefined, getSnapshot: () => undefined }

const underWay = ['preparing', 'connecting', 'writing', 'settling']

export function isUnderWay(view: RunView | undefined): boolean {
  return view !== undefined && underWay.includes(view.phase)
}

/** The run of this page: at most one at a time, and none that outlives the page. */
export function useLabRun(titleOf: (wire: TransportName) => string) {
  const [run, setRun] = useState<LabRun>()
  const current = useRef<LabRun>(undefined)
  const store = run ?? nothing
  const view: RunView | undefined = useSyncExternalStore(store.subscribe, store.getSnapshot, () => undefined)
  useEffect(() => {
    const leave = () => {
      if (!isUnderWay(current.current?.getSnapshot())) return
      current.current?.stop()
      // The run would do so in a moment that this page may no longer have.
      void removeLabDocuments()
    }
    window.addEventListener('pagehide', leave)
    return () => {
      window.removeEventListener('pagehide', leave)
      current.current?.stop()
    }
  }, [])
  const start = (job: Job) => {
    current.current = new LabRun(job, createBrowserParts(titleOf))
    setRun(current.current)
  }
  return { view, start, stop: () => current.current?.stop() }
}
