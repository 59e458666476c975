'use client'

import { ActionIcon, Menu } from '@mantine/core'
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react'
import { useTranslations } from 'next-intl'
import type { DocumentView } from '../api/views.ts'
import { useTitleOf } from './title.ts'

type RowMenuProps = { document: DocumentView; onRename: () => void; onTrash: () => void }

export function RowMenu({ document, onRename, onTrash }: RowMenuProps) {
  const t = useTranslations('list')
  const titleOf = useTitleOf()
  const { rename, trash } = document.permissions
  if (!rename && !trash) return <span />
  return (
    <Menu position="bottom-end" returnFocus={false}>
      <Menu.Target>
        <ActionIcon color="socket" aria-label={t('actions', { title: titleOf(document) })}>
          <IconDots size={18} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {rename && (
          <Menu.Item leftSection={<IconPencil size={16} stroke={1.6} />} onClick={onRename}>
            {t('rename')}
          </Menu.Item>
        )}
        {trash && (
          <Menu.Item leftSection={<IconTrash size={16} stroke={1.6} />} onClick={onTrash}>
            {t('moveToTrash')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
