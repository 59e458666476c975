'use client'

import { ActionIcon } from '@mantine/core'
import { IconLayoutSidebar } from '@tabler/icons-react'
import { useTranslations } from 'next-intl'
import classes from './sidebar-button.module.css'
import { useSidebar } from './sidebar-state.tsx'

/** Brings the sidebar back: docked on a wide screen, as a drawer on a narrow one. */
export function SidebarButton() {
  const t = useTranslations('shell')
  const sidebar = useSidebar()
  if (sidebar === undefined) return null
  return (
    <>
      {!sidebar.docked && (
        <ActionIcon className={classes.wide} aria-label={t('open')} onClick={() => sidebar.setDocked(true)}>
          <IconLayoutSidebar size={19} stroke={1.6} />
        </ActionIcon>
      )}
      <ActionIcon
        className={classes.narrow}
        aria-label={t('open')}
        aria-expanded={sidebar.drawerOpened}
        onClick={sidebar.openDrawer}
      >
        <IconLayoutSidebar size={19} stroke={1.6} />
      </ActionIcon>
    </>
  )
}
