'use client'

import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useTranslations } from 'next-intl'
import { useCreateDocument } from './mutations.ts'

type NewDocumentButtonProps = { fullWidth?: boolean; variant?: 'filled' | 'default'; onCreated?: () => void }

export function NewDocumentButton({ fullWidth, variant = 'default', onCreated }: NewDocumentButtonProps) {
  const t = useTranslations('list')
  const create = useCreateDocument(onCreated)
  return (
    <Button
      variant={variant}
      fullWidth={fullWidth}
      leftSection={<IconPlus size={17} stroke={1.8} />}
      loading={create.isPending || create.isSuccess}
      onClick={() => create.mutate()}
    >
      {t('create')}
    </Button>
  )
}
