import { Button } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useErrorText } from '../../panels/error-text.ts'
import { countStreams, type StreamCount } from '../engine/count-streams.ts'
import { makeLabDocuments, readPageProtocol, removeLabDocuments, ticketsFor } from '../lab-parts.ts'
import { Lesson } from './lesson.tsx'

type State =
  | { kind: 'idle' }
  | { kind: 'counting' }
  | { kind: 'counted'; count: StreamCount }
  | { kind: 'failed'; error: unknown }

/** HTTP/1.1 has six connections to a host for a whole browser, HTTP/2 one for any number of requests: see for yourself. */
export function ConnectionLimits({ disabled }: { disabled: boolean }) {
  const t = useTranslations('lab')
  const errorText = useErrorText()
  const [state, setState] = useState<State>({ kind: 'idle' })
  const count = async () => {
    setState({ kind: 'counting' })
    try {
      const [document] = await makeLabDocuments([t('limits.document')])
      const found = await countStreams(ticketsFor(document?.id ?? ''), (...asked) => fetch(...asked))
      setState({ kind: 'counted', count: found })
    } catch (error) {
      setState({ kind: 'failed', error })
    } finally {
      await removeLabDocuments()
    }
  }
  return (
    <Lesson title={t('limits.heading')}>
      <p>{t('limits.words')}</p>
      <p>{t('limits.twos')}</p>
      <Button variant="default" disabled={disabled} loading={state.kind === 'counting'} onClick={() => void count()}>
        {t('limits.count')}
      </Button>
      <p role="status" style={{ marginTop: 12 }}>
        {state.kind === 'counted' && <Counted {...state.count} />}
        {state.kind === 'failed' && errorText(state.error)}
      </p>
    </Lesson>
  )
}

function Counted({ opened, tried }: StreamCount) {
  const t = useTranslations('lab')
  const protocol = readPageProtocol() || t('limits.unknown')
  return t(opened < tried ? 'limits.some' : 'limits.all', { opened, tried, waiting: tried - opened, protocol })
}
