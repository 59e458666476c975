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
      <Drawer
        opened={sidebar?.drawerOpened ?? false}
        onClose={() => sidebar?.closeDrawer()}
        title={t('sidebar')}
        size={300}
        closeButtonProps={{ 'aria-label': t('close') }}
        classNames={{ body: classes.drawerBody, title: classes.drawerTitle }}
      >
        <Navigation {...navigation} onNavigate={() => sidebar?.closeDrawer()} />
      </Drawer>
      <div className={classes.page}>{children}</div>
    </div>
  )
}
