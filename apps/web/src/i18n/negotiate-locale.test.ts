import { describe, expect, it } from 'vitest'
import { negotiateLocale } from './negotiate-locale.ts'

describe('the language of a request', () => {
  it.each([
    ['zh-Hant', 'en', 'zh-Hant'],
    ['fr', 'zh-TW', 'zh-Hant'],
    [undefined, 'de-DE, zh-CN;q=0.9, en;q=0.8', 'zh-Hans'],
    [undefined, 'en;q=0.4, zh-HK;q=0.9', 'zh-Hant'],
    [undefined, 'zh-Hans-HK', 'zh-Hans'],
    [undefined, 'zh', 'zh-Hans'],
    [undefined, 'zh;q=0, fr', 'en'],
    [undefined, ';;q=,,', 'en'],
    [undefined, null, 'en'],
  ])('cookie %s and Accept-Language %s give %s', (cookie, header, expected) => {
    expect(negotiateLocale(cookie, header)).toBe(expected)
  })
})
