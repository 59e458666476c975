import type { Findings, ProbeName } from '@duplex/protocol/doctor'
import { useTranslations } from 'next-intl'

type Words = { [N in ProbeName]: (finding: Findings[N]) => string }

const toKiB = (bytes: number) => Math.round(bytes / 1024)
const toSeconds = (ms: number) => Math.round(ms / 1000)

/** What was measured, in words. */
export function useFoundWords(): (name: ProbeName, findings: Partial<Findings>) => string | undefined {
  const words = useWords()
  return (name, findings) => wordsFor(words, name, findings)
}

function wordsFor<N extends ProbeName>(words: Words, name: N, findings: Partial<Findings>): string | undefined {
  const finding = findings[name]
  return finding === undefined ? undefined : words[name](finding as Findings[N])
}

function useWords(): Words {
  const t = useTranslations('doctor.found')
  const ofTrip = (trip: Findings['web']) => {
    if (trip.kind === 'answered') return t('ms', { ms: trip.ms })
    if (trip.status === undefined) return t('noAnswer')
    return t(trip.isOurs ? 'busy' : 'status', { status: trip.status })
  }
  return {
    web: ofTrip,
    sync: ofTrip,
    cookies: ({ kind }) => t(kind === 'arrived' ? 'cookieArrived' : 'cookieMissing'),
    origin: ({ page, web, sync }) => {
      const refused = [web, sync].find((arrived) => arrived?.isAccepted === false)
      if (refused === undefined) return t('originArrived')
      return refused.origin === undefined || refused.origin === page
        ? t('originNone')
        : t('originOther', { origin: refused.origin })
    },
    clock: ({ browserMs, serversMs }) =>
      t('clock', { device: toSeconds(Math.abs(browserMs)), servers: toSeconds(Math.abs(serversMs)) }),
    protocol: ({ browser, server, proxies }) =>
      t('protocol', { browser: browser ?? t('unknownVersion'), server: server ?? t('unknownVersion'), proxies }),
    upgrade: (upgrade) => {
      if (upgrade.kind === 'open') return t('open', { ms: upgrade.ms })
      if (upgrade.kind === 'silent') return t('silent')
      const { seen } = upgrade
      if (seen === undefined) return t('neverArrived')
      if (!seen.isOriginAllowed) return t('foreignOrigin', { origin: seen.origin ?? '' })
      return seen.hasUpgrade ? t('refusedThere') : t('lostUpgrade', { version: seen.httpVersion })
    },
    echo: (echo) => (echo.kind === 'returned' ? t('ms', { ms: echo.ms }) : t('lost')),
    messages: ({ sizes }) =>
      sizes
        .map(({ bytes, ms }) =>
          ms === undefined ? t('sizeLost', { kib: toKiB(bytes) }) : t('sizes', { kib: toKiB(bytes), ms }),
        )
        .join(' · '),
    events: (events) =>
      events.kind === 'streamed'
        ? t('events', { sent: events.sentMs, late: events.lateMs })
        : events.status === undefined
          ? t('noAnswer')
          : t('status', { status: events.status }),
    body: ({ passedBytes, refused }) =>
      refused === undefined
        ? t('body', { kib: toKiB(passedBytes) })
        : t('bodyRefused', { kib: toKiB(passedBytes), refused: toKiB(refused.bytes) }),
    held: (held) =>
      held.kind === 'answered'
        ? t('held', { seconds: toSeconds(held.askedMs) })
        : t('heldCut', { seconds: toSeconds(held.afterMs) }),
    idle: (idle) => {
      if (idle.kind === 'kept') return t('kept', { seconds: toSeconds(idle.askedMs) })
      const seconds = toSeconds(idle.afterMs)
      return idle.code === undefined ? t('cutSilently', { seconds }) : t('cut', { seconds, code: String(idle.code) })
    },
  }
}
