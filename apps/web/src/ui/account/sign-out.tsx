'use client'

import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { signOut } from '../api/account.ts'
import { countUnsent, forgetDevice } from '../offline/forget-device.ts'
import { useNotify } from '../panels/notify.tsx'
import classes from './sign-out.module.css'

/** Ends the session and leaves nothing behind; warns first where that would lose text. */
export function SignOut({ userId }: { userId: string }) {
  const t = useTranslations('account')
  const notify = useNotify()
  const [unsent, setUnsent] = useState(0)
  const leave = useMutation({
    mutationFn: async () => {
      // The session first: if the server cannot be reached, nothing on this device is touched.
      await signOut()
      await forgetDevice(userId)
    },
    onSuccess: () => window.location.assign('/sign-in'),
    onError: notify.failure,
  })
  const begin = () => {
    const count = countUnsent(userId)
    if (count === 0) leave.mutate()
    else setUnsent(count)
  }
  const busy = leave.isPending || leave.isSuccess
  if (unsent === 0) {
    return (
      <Button variant="default" loading={busy} onClick={begin}>
        {t('signOut')}
      </Button>
    )
  }
  return (
    <div role="alert" className={classes.warning}>
      <p>{t('unsentWarning', { count: unsent })}</p>
      <div className={classes.actions}>
        <Button onClick={() => setUnsent(0)}>{t('stay')}</Button>
        <Button variant="subtle" color="danger" loading={busy} onClick={() => leave.mutate()}>
          {t('signOutAnyway')}
        </Button>
      </div>
    </div>
  )
}
