'use client'

import type { OpenDocument } from '@duplex/editor/client'
import { useHotkeys } from '@mantine/hooks'
import dynamic from 'next/dynamic'

/** Loaded when it is opened: most readings of a document never look at its wire. */
const WireDrawer = dynamic(() => import('./wire-drawer.tsx').then((module) => module.WireDrawer), { ssr: false })

type WireSlotProps = { open: OpenDocument | undefined; isOpen: boolean; onToggle: () => void }

/** Where the wire inspector is, while it is; its shortcut works also from within the text. */
export function WireSlot({ open, isOpen, onToggle }: WireSlotProps) {
  useHotkeys([['mod+shift+L', onToggle]], [], true)
  if (open === undefined || !isOpen) return null
  return <WireDrawer key={open.documentId} open={open} onClose={onToggle} />
}
