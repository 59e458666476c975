'use client'

import { CloseButton, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import classes from './search-field.module.css'

export function SearchField({ initialValue, onSearch }: { initialValue: string; onSearch: (search: string) => void }) {
  const t = useTranslations('list')
  const [value, setValue] = useState(initialValue)
  const change = (next: string) => {
    setValue(next)
    onSearch(next)
  }
  return (
    <TextInput
      type="search"
      role="searchbox"
      className={classes.field}
      classNames={{ input: classes.input }}
      aria-label={t('search')}
      placeholder={t('search')}
      maxLength={100}
      value={value}
      onChange={(event) => change(event.currentTarget.value)}
      onKeyDown={(event) => event.key === 'Escape' && change('')}
      leftSection={<IconSearch size={16} stroke={1.6} />}
      rightSection={value !== '' && <CloseButton size="sm" aria-label={t('clearSearch')} onClick={() => change('')} />}
    />
  )
}
