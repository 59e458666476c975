'use client'

import type { OpenDocument } from '@duplex/editor/client'
import { type Chaos, isOn } from '@duplex/protocol/chaos'
import { Portal, UnstyledButton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconCloudStorm } from '@tabler/icons-react'
import { NextIntlClientProvider, useLocale, useTranslations } from 'next-intl'
import { useRef } from 'react'
import { ChaosPanel } from './chaos-panel.tsx'
import classes from './chaos-tool.module.css'
import { chaosMessagesOf } from './chaos-words.ts'
import { useChaosState } from './use-chaos-state.ts'

type ChaosToolProps = { chaos: Chaos; open: OpenDocument | undefined }

/** Opens the bad network, and says while it is on. */
export function ChaosTool(props: ChaosToolProps) {
  const locale = useLocale()
  return (
    <NextIntlClientProvider locale={locale} messages={chaosMessagesOf(locale)}>
      <Tool {...props} />
    </NextIntlClientProvider>
  )
}

function Tool({ chaos, open }: ChaosToolProps) {
  const t = useTranslations('chaos')
  const [isOpen, panel] = useDisclosure(false)
  const button = useRef<HTMLButtonElement>(null)
  const isBad = isOn(useChaosState(chaos))
  const close = () => {
    panel.close()
    button.current?.focus()
  }
  return (
    <>
      <UnstyledButton
        ref={button}
        className={classes.tool}
        data-on={isBad || undefined}
        data-recedes={isBad ? undefined : ''}
        data-testid="chaos-tool"
        aria-label={t(isBad ? 'toolOn' : 'tool')}
        aria-expanded={isOpen}
        onClick={panel.toggle}
      >
        <IconCloudStorm size={19} stroke={1.6} />
        <span className={classes.word}>{t('tool')}</span>
      </UnstyledButton>
      {isOpen && (
        <Portal>
          <ChaosPanel chaos={chaos} open={open} onClose={close} />
        </Portal>
      )}
    </>
  )
}
