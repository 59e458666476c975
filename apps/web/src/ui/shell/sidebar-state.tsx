'use client'

import { useDisclosure } from '@mantine/hooks'
import { createContext, type ReactNode, use, useMemo, useState } from 'react'
import { sidebarCookie } from './sidebar-cookie.ts'

type SidebarState = {
  /** On wide screens: beside the page. */
  docked: boolean
  setDocked: (docked: boolean) => void
  /** On narrow screens: a drawer over the page. */
  drawerOpened: boolean
  openDrawer: () => void
  closeDrawer: () => void
}

const SidebarContext = createContext<SidebarState | undefined>(undefined)

export function SidebarProvider({ initiallyDocked, children }: { initiallyDocked: boolean; children: ReactNode }) {
  const [docked, setDockedState] = useState(initiallyDocked)
  const [drawerOpened, drawer] = useDisclosure(false)
  const state = useMemo(() => {
    // A cookie, not localStorage: the server draws the page with the right width at once.
    const setDocked = (next: boolean) => {
      setDockedState(next)
      // biome-ignore lint/suspicious/noDocumentCookie: cookieStore is not in every browser we serve
      document.cookie = `${sidebarCookie}=${next ? 'docked' : 'hidden'}; path=/; max-age=31536000; samesite=lax`
    }
    return { docked, setDocked, drawerOpened, openDrawer: drawer.open, closeDrawer: drawer.close }
  }, [docked, drawerOpened, drawer.open, drawer.close])
  return <SidebarContext value={state}>{children}</SidebarContext>
}

/** Undefined for somebody who is not signed in: they have no sidebar. */
export function useSidebar(): SidebarState | undefined {
  return use(SidebarContext)
}
