'use client'

import type { OpenDocument } from '@duplex/editor/client'
import type { Chaos } from '@duplex/protocol/chaos'
import dynamic from 'next/dynamic'
import { useEffect, useState } from 'react'
import type { DocumentWires } from '../document/document-wires.ts'

/** Loaded by whoever learns. */
const ChaosTool = dynamic(() => import('./chaos-tool.tsx').then((module) => module.ChaosTool))

/** The place of the bad network in the bar of a document; empty for whoever does not learn. */
export function ChaosSlot({ open, wires }: { open: OpenDocument | undefined; wires: DocumentWires }) {
  const [chaos, setChaos] = useState<Chaos>()
  useEffect(() => {
    let isGone = false
    void wires.chaos().then((loaded) => {
      if (!isGone) setChaos(loaded)
    })
    return () => {
      isGone = true
    }
  }, [wires])
  return chaos === undefined ? null : <ChaosTool chaos={chaos} open={open} />
}
