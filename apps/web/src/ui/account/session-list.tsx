'use client'

import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { fetchSessions, revokeOtherSessions, revokeSession } from '../api/account.ts'
import type { SessionView } from '../api/views.ts'
import { useNotify } from '../panels/notify.tsx'
import { When } from '../panels/when.tsx'
import { readDevice } from './device.ts'
import classes from './session-list.module.css'

export const sessionsKey = ['sessions']

export function SessionList({ initial }: { initial: SessionView[] }) {
  const t = useTranslations('account')
  const queryClient = useQueryClient()
  const notify = useNotify()
  const { data: sessions } = useQuery({ queryKey: sessionsKey, queryFn: fetchSessions, initialData: initial })
  const settle = {
    onError: notify.failure,
    onSettled: () => queryClient.invalidateQueries({ queryKey: sessionsKey }),
  }
  const revoke = useMutation({ mutationFn: revokeSession, ...settle })
  const revokeOthers = useMutation({ mutationFn: revokeOtherSessions, ...settle })
  return (
    <>
      <ul className={classes.list}>
        {sessions.map((session) => (
          <li key={session.id} className={classes.session}>
            <SessionText session={session} />
            {!session.current && (
              <Button
                variant="subtle"
                color="danger"
                size="compact-md"
                loading={revoke.isPending && revoke.variables === session.id}
                onClick={() => revoke.mutate(session.id)}
              >
                {t('revoke')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 && (
        <Button variant="default" loading={revokeOthers.isPending} onClick={() => revokeOthers.mutate()}>
          {t('revokeOthers')}
        </Button>
      )}
    </>
  )
}

function SessionText({ session }: { session: SessionView }) {
  const t = useTranslations('account')
  const device = readDevice(session.userAgent)
  return (
    <div>
      <p className={classes.device}>
        {device === undefined ? t('unknownDevice') : t('deviceName', device)}
        {session.current && <span className={classes.current}>{t('thisDevice')}</span>}
      </p>
      <p className={classes.facts}>
        {t.rich('lastSeen', { when: () => <When at={session.lastSeenAt} label={t('lastSeenAt')} /> })}
        {session.address !== null && ` · ${session.address}`}
      </p>
    </div>
  )
}
