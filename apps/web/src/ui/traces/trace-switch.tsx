'use client'

import { useEffect } from 'react'
import { startTraces } from './page-traces.ts'

/** Order: before whatever is to be traced, whose effects run after this one. */
export function TraceSwitch({ share }: { share: number }) {
  useEffect(() => startTraces(share), [share])
  return null
}
