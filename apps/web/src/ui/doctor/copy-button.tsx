import { Button } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useTranslations } from 'next-intl'

type CopyButtonProps = { text: () => string; label: string }

/** Says when it has copied, and when the browser did not let it. */
export function CopyButton({ text, label }: CopyButtonProps) {
  const t = useTranslations('doctor.report')
  const { copy, copied, error } = useClipboard({ timeout: 2_000 })
  const words = error === null ? (copied ? t('copied') : label) : t('failed')
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={copied ? <IconCheck size={14} aria-hidden="true" /> : <IconCopy size={14} aria-hidden="true" />}
      onClick={() => copy(text())}
    >
      <span aria-live="polite">{words}</span>
    </Button>
  )
}
