'use client'

import { closeTable } from '@duplex/protocol'
import type { Chaos } from '@duplex/protocol/chaos'
import { Button, NativeSelect } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import classes from './chaos-panel.module.css'

const cutSeconds = [3, 10, 30] as const
const refusedRequests = [1, 3, 10] as const
const retrySeconds = [1, 5, 30] as const
/** Codes whose reason names a time get this one. */
const namedReason = 'retry in 3000 ms'

/** What is done once, now. */
export function OnceActions({ chaos }: { chaos: Chaos }) {
  const t = useTranslations('chaos')
  return (
    <>
      <fieldset className={classes.group}>
        <legend className={classes.label}>{t('cut.label')}</legend>
        <div className={classes.row}>
          {cutSeconds.map((count) => (
            <Button key={count} size="xs" variant="default" onClick={() => chaos.cut(count * 1000)}>
              {t('cut.action', { count })}
            </Button>
          ))}
        </div>
        <p className={classes.hint}>{t('cut.hint')}</p>
      </fieldset>
      <div className={classes.group}>
        <div className={classes.row}>
          <Button size="xs" variant="default" onClick={() => chaos.goDead()}>
            {t('dead.action')}
          </Button>
        </div>
        <p className={classes.hint}>{t('dead.hint')}</p>
      </div>
      <CloseAction chaos={chaos} />
      <RefuseAction chaos={chaos} />
    </>
  )
}

const codes = Object.entries(closeTable).map(([name, { code }]) => ({ value: String(code), label: `${code} ${name}` }))

function CloseAction({ chaos }: { chaos: Chaos }) {
  const t = useTranslations('chaos')
  const [code, setCode] = useState('1012')
  return (
    <div className={classes.group}>
      <div className={classes.fields}>
        <NativeSelect
          size="xs"
          className={classes.field}
          label={t('end.label')}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          data={codes}
        />
        <Button size="xs" variant="default" onClick={() => chaos.end(Number(code), namedReason)}>
          {t('end.action')}
        </Button>
      </div>
      <p className={classes.hint}>{t('end.hint')}</p>
    </div>
  )
}

function RefuseAction({ chaos }: { chaos: Chaos }) {
  const t = useTranslations('chaos')
  const [requests, setRequests] = useState<number>(3)
  const [seconds, setSeconds] = useState<number>(5)
  return (
    <div className={classes.group}>
      <div className={classes.fields}>
        <NativeSelect
          size="xs"
          className={classes.field}
          label={t('refuse.label')}
          value={String(requests)}
          onChange={(event) => setRequests(Number(event.currentTarget.value))}
          data={refusedRequests.map((count) => ({ value: String(count), label: t('refuse.requests', { count }) }))}
        />
        <NativeSelect
          size="xs"
          className={classes.field}
          label={t('refuse.after')}
          value={String(seconds)}
          onChange={(event) => setSeconds(Number(event.currentTarget.value))}
          data={retrySeconds.map((count) => ({ value: String(count), label: t('value.seconds', { count }) }))}
        />
        <Button size="xs" variant="default" onClick={() => chaos.refuse(requests, seconds)}>
          {t('refuse.action')}
        </Button>
      </div>
      <p className={classes.hint}>{t('refuse.hint')}</p>
    </div>
  )
}
