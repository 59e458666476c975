import { createTranslator } from 'use-intl/core'
import { describe, expect, it } from 'vitest'
import { chaosMessagesOf } from '../ui/chaos/chaos-words.ts'
import { clusterMessagesOf } from '../ui/cluster/cluster-words.ts'
import { labMessagesOf } from '../ui/lab/lab-words.ts'
import { type Locale, locales } from './locales.ts'
import { messagesOf } from './messages.ts'

type Tree = { [key: string]: string | Tree }

function entriesOf(tree: Tree, prefix = ''): [key: string, message: string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : entriesOf(value, `${prefix}${key}.`),
  )
}

/** Those that come with every page, and those that are loaded where they are needed. */
function allMessagesOf(locale: Locale) {
  return { ...messagesOf(locale), ...chaosMessagesOf(locale), ...labMessagesOf(locale), ...clusterMessagesOf(locale) }
}

/** Names of the arguments and tags that a message fills in. */
function slotsOf(message: string): string[] {
  return [...message.matchAll(/\{(\w+)[,}]|<(\w+)>/g)].map(([, argument, tag]) => argument ?? `<${tag}>`).sort()
}

const english = new Map(entriesOf(allMessagesOf('en')))

describe.each(locales.filter((locale) => locale !== 'en'))('%s', (locale) => {
  const entries = entriesOf(allMessagesOf(locale))

  it('has exactly the keys of English', () => {
    expect(entries.map(([key]) => key).sort()).toEqual([...english.keys()].sort())
  })

  it('fills in nothing that English does not fill in', () => {
    const strange = entries.filter(([key, message]) => {
      const known = new Set(slotsOf(english.get(key) ?? ''))
      return slotsOf(message).some((slot) => !known.has(slot))
    })
    expect(strange).toEqual([])
  })

  it('is translated: nothing but names is left in English', () => {
    const letters = (message: string) => message.replace(/\{[^{}]*\}|<[^>]*>/g, '').replace(/[^A-Za-z]/g, '')
    const left = entries.filter(([key, message]) => english.get(key) === message && letters(message).length > 10)
    expect(left).toEqual([])
  })
})

describe.each(locales)('%s', (locale) => {
  it('has only messages that can be read', () => {
    const broken: string[] = []
    const messages = allMessagesOf(locale)
    const translate = createTranslator({
      locale,
      messages,
      onError: ({ code, message }) => code === 'INVALID_MESSAGE' && broken.push(message),
      getMessageFallback: () => '',
    })
    for (const [key] of entriesOf(messages)) translate(key as Parameters<typeof translate>[0])
    expect(broken).toEqual([])
  })
})
