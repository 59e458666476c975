import { Chip, SegmentedControl } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { type RowFilter, type RowGroup, rowGroups } from './filter.ts'
import classes from './wire-drawer.module.css'

type FilterBarProps = { filter: RowFilter; onChange: (filter: RowFilter) => void }

export function FilterBar({ filter, onChange }: FilterBarProps) {
  const t = useTranslations('wire.filter')
  const choose = (groups: string[]) => onChange({ ...filter, groups: new Set(groups as RowGroup[]) })
  return (
    <div className={classes.filters}>
      <Chip.Group multiple value={[...filter.groups]} onChange={choose}>
        <fieldset className={classes.chips} aria-label={t('label')}>
          {rowGroups.map((group) => (
            <Chip key={group} value={group} size="xs" variant="outline" className={classes.chip}>
              {t(group)}
            </Chip>
          ))}
        </fieldset>
      </Chip.Group>
      <SegmentedControl
        size="xs"
        aria-label={t('direction')}
        value={filter.direction}
        onChange={(direction) => onChange({ ...filter, direction: direction as RowFilter['direction'] })}
        data={[
          { value: 'both', label: t('both') },
          { value: 'out', label: `→ ${t('out')}` },
          { value: 'in', label: `← ${t('in')}` },
        ]}
      />
    </div>
  )
}
