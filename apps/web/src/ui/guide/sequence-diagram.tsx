import { VisuallyHidden } from '@mantine/core'
import { useTranslations } from 'next-intl'
import type { Sequence, Step } from './sequence.ts'
import classes from './sequence-diagram.module.css'
import { wireStyle } from './wire-style.ts'

/**
 * A sequence diagram made of text: its steps are a list that can be read aloud, selected and wrapped, and only the lines
 * are drawn. Mermaid itself would bring a style element, which the page's policy refuses, and half a megabyte of script.
 */
export function SequenceDiagram({ sequence }: { sequence: Sequence }) {
  const t = useTranslations('guide')
  const { participants, steps, wire } = sequence
  return (
    <figure className={classes.diagram} style={{ ...wireStyle(wire), '--count': participants.length }}>
      <div className={classes.names} aria-hidden="true">
        {participants.map((name, place) => (
          <span key={name} className={classes.name} style={{ '--place': place }}>
            {name}
          </span>
        ))}
      </div>
      <div className={classes.time}>
        {participants.map((name, place) => (
          <span key={name} className={classes.life} style={{ '--place': place }} />
        ))}
        <ol className={classes.steps} aria-label={t('diagram', { names: participants.join(', ') })}>
          {steps.map((step, at) => (
            <DiagramStep key={at} step={step} participants={participants} />
          ))}
        </ol>
      </div>
    </figure>
  )
}

function DiagramStep({ step, participants }: { step: Step; participants: readonly string[] }) {
  const t = useTranslations('guide')
  const nameOf = (place: number) => participants[place] ?? ''
  if (step.kind === 'note') {
    const { first, last, text } = step
    const who = first === last ? nameOf(first) : [...new Set([nameOf(first), nameOf(last)])].join(', ')
    const side =
      first !== last ? 'middle' : first === 0 ? 'start' : first === participants.length - 1 ? 'end' : 'middle'
    return (
      <li className={classes.note} data-side={side}>
        <VisuallyHidden>{t('note', { who })} </VisuallyHidden>
        <span className={classes.noted}>{text}</span>
      </li>
    )
  }
  const { from, to, line, text } = step
  const span = { '--left': Math.min(from, to), '--right': Math.max(from, to) }
  return (
    <li className={classes.message} data-line={line} data-way={from < to ? 'right' : 'left'} style={span}>
      <VisuallyHidden>
        {t(line === 'lost' ? 'lost' : 'message', { from: nameOf(from), to: nameOf(to) })}{' '}
      </VisuallyHidden>
      <span className={classes.said}>{text}</span>
      <span className={classes.arrow} aria-hidden="true" />
    </li>
  )
}
