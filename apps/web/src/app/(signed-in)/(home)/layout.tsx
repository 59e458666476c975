import type { ReactNode } from 'react'
import { Column } from '@/ui/shell/column.tsx'

export default function HomeLayout({ children }: { children: ReactNode }) {
  return <Column>{children}</Column>
}
