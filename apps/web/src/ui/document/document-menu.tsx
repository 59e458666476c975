'use client'

import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core'
import { IconArrowsExchange, IconDots, IconDownload, IconTrash } from '@tabler/icons-react'
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
      <Choice values={['serif', 'sans']} chosen={face} onChoose={setFace} toWords={(value) => t(`faces.${value}`)} />
    </>
  )
}

function SchemeItems() {
  const t = useTranslations('preferences')
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <>
      <Menu.Label>{t('scheme')}</Menu.Label>
      <Choice
        values={['auto', 'light', 'dark']}
        chosen={colorScheme}
        onChoose={setColorScheme}
        toWords={(value) => t(`schemes.${value}`)}
      />
    </>
  )
}

/** The menu is made when it is opened, and so never on the server, which does not know this device. */
function LearnItem() {
  const t = useTranslations('preferences')
  return (
    <Menu.CheckboxItem checked={isLearning()} onChange={setLearning}>
      {t('learn')}
    </Menu.CheckboxItem>
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

type ChoiceProps<Value extends string> = {
  values: readonly Value[]
  chosen: Value
  onChoose: (value: Value) => void
  toWords: (value: Value) => string
}

function Choice<Value extends string>({ values, chosen, onChoose, toWords }: ChoiceProps<Value>) {
  const choose = (name: string) => {
    const value = values.find((one) => one === name)
    if (value !== undefined) onChoose(value)
  }
  return (
    <Menu.RadioGroup value={chosen} onChange={choose}>
      {values.map((value) => (
        <Menu.RadioItem key={value} value={value}>
          {toWords(value)}
        </Menu.RadioItem>
      ))}
    </Menu.RadioGroup>
  )
}
