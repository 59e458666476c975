'use client'

import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useTranslations } from 'next-intl'
import { useCreateDocument } from './mutations.ts'

/** The main action of the list. */
export function NewDocumentButton() {
  const t = useTranslations('list')
  const create = useCreateDocument()
  return (
    <Button
      leftSection={<IconPlus size={17} stroke={1.8} />}
      loading={create.isPending || create.isSuccess}
      onClick={() => create.mutate()}
    >
      {t('create')}
    </Button>
  )
}
