import { createTranslator } from 'use-intl'
import { describe, expect, it } from 'vitest'
import en from '../messages/en.json' with { type: 'json' }
import zhHans from '../messages/zh-Hans.json' with { type: 'json' }
import zhHant from '../messages/zh-Hant.json' with { type: 'json' }

const translations = { en, 'zh-Hans': zhHans, 'zh-Hant': zhHant }
const leavesOf = (value: unknown, path = ''): [string, string][] =>
  typeof value === 'string'
    ? [[path, value]]
    : Object.entries(value as object).flatMap(([key, child]) => leavesOf(child, path === '' ? key : `${path}.${key}`))
const values = { title: 't', count: 2, text: 'x', seconds: 4, device: 'kept', word: 'w', way: 'y', name: 'n' }
const argumentsOf = (message: string) =>
  Object.keys(values).filter((name) => new RegExp(`\\{${name}[,}]`).test(message))

describe.each(Object.entries(translations))('the editor in %s', (locale, messages) => {
  it('says everything that the English one says, with the same arguments', () => {
    const shapeOf = (value: unknown) => leavesOf(value).map(([path, message]) => [path, argumentsOf(message)])
    expect(shapeOf(messages)).toEqual(shapeOf(en))
  })

  it('has messages that can be formatted', () => {
    const failures: string[] = []
    const t = createTranslator({ locale, messages, onError: (error) => failures.push(error.message) })
    for (const [path] of leavesOf(messages)) t(path as never, values as never)
    expect(failures).toEqual([])
  })
})
