import type { ReactNode } from 'react'
import { EntryFrame } from '@/ui/entry/entry-frame.tsx'

export default function EntryLayout({ children }: { children: ReactNode }) {
  return <EntryFrame>{children}</EntryFrame>
}
