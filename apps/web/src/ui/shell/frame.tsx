'use client'

import { Drawer } from '@mantine/core'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import classes from './frame.module.css'
import { Navigation, type NavigationProps } from './navigation.tsx'
import { useSidebar } from './sidebar-state.tsx'

/** The frame around every page of a signed-in person: documents on the left, the page beside them. */
export function Frame({ children, ...navigation }: NavigationProps & { children: ReactNode }) {
  const t = useTranslations('shell')
  const sidebar = useSidebar()
  return (
    <div className={classes.frame} data-docked={sidebar?.docked || undefined}>
      <aside className={classes.sidebar} aria-label={t('sidebar')} hidden={!sidebar?.docked} data-recedes>
        <Navigation {...navigation} />
      </aside>
      <Drawer.Root opened={sidebar?.drawerOpened ?? false} onClose={() => sidebar?.closeDrawer()} size={300}>
        <Drawer.Overlay />
        <Drawer.Content aria-label={t('sidebar')}>
          <Drawer.Body className={classes.drawer}>
            <Drawer.CloseButton className={classes.close} aria-label={t('close')} />
            <Navigation {...navigation} onNavigate={() => sidebar?.closeDrawer()} />
          </Drawer.Body>
        </Drawer.Content>
      </Drawer.Root>
      <div className={classes.page}>{children}</div>
    </div>
  )
}
