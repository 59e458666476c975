'use client'

import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core'
import { IconArrowsExchange, IconCheck, IconDots, IconDownload, IconTrash } from '@tabler/icons-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import type { DocumentView } from '../api/views.ts'
import { isLearning, setLearning } from '../chaos/learn-mode.ts'
import { useTrashDocument } from '../documents/mutations.ts'
import { useReadingFace } from '../preferences/use-reading-face.ts'
import { exportFormats, toExportHref, toFileName } from './export.ts'

type DocumentMenuProps = { document: DocumentView; onInspect: () => void }

export function DocumentMenu({ document, onInspect }: DocumentMenuProps) {
  const t = useTranslations('document')
  const router = useRouter()
  const trash = useTrashDocument()
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon aria-label={t('more')}>
          <IconDots size={19} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown mah="calc(100dvh - 80px)" style={{ overflowY: 'auto' }}>
        <Menu.Label>{t('export')}</Menu.Label>
        {exportFormats.map((format) => (
          <Menu.Item
            key={format}
            component="a"
            href={toExportHref(document.id, format)}
            download={toFileName(document.title, format)}
            leftSection={<IconDownload size={16} stroke={1.6} />}
          >
            {t(`exportAs.${format}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <FaceItems />
        <Menu.Divider />
        <SchemeItems />
        <Menu.Divider />
        <LearnItem />
        <InspectItem onInspect={onInspect} />
        {document.permissions.trash && (
          <>
            <Menu.Divider />
            <Menu.Item
              color="danger"
              leftSection={<IconTrash size={16} stroke={1.6} />}
              onClick={() => trash.mutate(document, { onSuccess: () => router.push('/') })}
            >
              {t('moveToTrash')}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}

function FaceItems() {
  const t = useTranslations('preferences')
  const [face, setFace] = useReadingFace()
  return (
    <>
      <Menu.Label>{t('face')}</Menu.Label>
      {(['serif', 'sans'] as const).map((value) => (
        <Choice key={value} chosen={face === value} onChoose={() => setFace(value)}>
          {t(`faces.${value}`)}
        </Choice>
      ))}
    </>
  )
}

function SchemeItems() {
  const t = useTranslations('preferences')
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <>
      <Menu.Label>{t('scheme')}</Menu.Label>
      {(['auto', 'light', 'dark'] as const).map((value) => (
        <Choice key={value} chosen={colorScheme === value} onChoose={() => setColorScheme(value)}>
          {t(`schemes.${value}`)}
        </Choice>
      ))}
    </>
  )
}

/** The menu is made when it is opened, and so never on the server, which does not know this device. */
function LearnItem() {
  const t = useTranslations('preferences')
  const isOn = isLearning()
  return (
    <Menu.Item
      role="menuitemcheckbox"
      aria-checked={isOn}
      leftSection={<IconCheck size={16} stroke={1.8} opacity={isOn ? 1 : 0} />}
      onClick={() => setLearning(!isOn)}
    >
      {t('learn')}
    </Menu.Item>
  )
}

function InspectItem({ onInspect }: { onInspect: () => void }) {
  const t = useTranslations('wire')
  return (
    <Menu.Item leftSection={<IconArrowsExchange size={16} stroke={1.6} />} onClick={onInspect}>
      {t('open')}
    </Menu.Item>
  )
}

function Choice({ chosen, onChoose, children }: { chosen: boolean; onChoose: () => void; children: string }) {
  return (
    <Menu.Item
      role="menuitemradio"
      aria-checked={chosen}
      closeMenuOnClick={false}
      leftSection={<IconCheck size={16} stroke={1.8} opacity={chosen ? 1 : 0} />}
      onClick={onChoose}
    >
      {children}
    </Menu.Item>
  )
}
