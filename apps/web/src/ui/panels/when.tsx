'use client'

import { Tooltip } from '@mantine/core'
import { useFormatter, useLocale, useNow } from 'next-intl'
import { useMemo } from 'react'

/** How often "5 minutes ago" is put right. */
const refreshMs = 30_000

/** A moment as a distance from now; exact, in the reader's own time zone, on hover and focus. */
export function When({ at, label }: { at: string; label: string }) {
  const format = useFormatter()
  const now = useNow({ updateInterval: refreshMs })
  const moment = new Date(at)
  // A clock that runs behind the server's must not speak of the future.
  const past = moment > now ? now : moment
  return (
    <Tooltip label={<Exact moment={moment} label={label} />}>
      <time dateTime={at}>{format.relativeTime(past, now)}</time>
    </Tooltip>
  )
}

/** Only ever drawn in the browser, so the time zone is the reader's. */
function Exact({ moment, label }: { moment: Date; label: string }) {
  const locale = useLocale()
  const text = useMemo(
    () => new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' }).format(moment),
    [locale, moment],
  )
  return `${label} ${text}`
}
