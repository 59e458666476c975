'use client'

import { Button } from '@mantine/core'
import Link from 'next/link'

export function HomeLink({ children }: { children: string }) {
  return (
    <Button component={Link} href="/">
      {children}
    </Button>
  )
}
