import { expect, test } from 'vitest'
import { refuseCrossSite, refuseForeignReader } from './cross-site.ts'

const allowed = ['https://docs.example.org']

test.each<[string, string, Record<string, string>]>([
  ['a page of ours', 'POST', { origin: 'https://docs.example.org', cookie: 'a=b', 'sec-fetch-site': 'same-origin' }],
  ['a browser too old for Fetch metadata', 'POST', { origin: 'https://docs.example.org', cookie: 'a=b' }],
  ['a browser that leaves Origin out on its own page', 'DELETE', { cookie: 'a=b', 'sec-fetch-site': 'same-origin' }],
  ['a program without a cookie', 'POST', {}],
  [
    'a program with a bearer token, from anywhere',
    'POST',
    { authorization: 'Bearer x', origin: 'https://evil.example' },
  ],
  ['a foreign page that only reads', 'GET', { origin: 'https://evil.example', cookie: 'a=b' }],
])('%s may pass', (_, method, headers) => {
  expect(() => refuseCrossSite(method, new Headers(headers), allowed)).not.toThrow()
})

test.each<[string, Record<string, string>]>([
  ['a foreign page', { origin: 'https://evil.example', cookie: 'a=b' }],
  ['a foreign page without a cookie', { origin: 'https://evil.example' }],
  ['another port of our host', { origin: 'https://docs.example.org:8443', cookie: 'a=b' }],
  ['another scheme of our host', { origin: 'http://docs.example.org', cookie: 'a=b' }],
  ['a host that starts like ours', { origin: 'https://docs.example.org.evil.example', cookie: 'a=b' }],
  ['a sandboxed page', { origin: 'null', cookie: 'a=b' }],
  ['a form of another site without Origin', { cookie: 'a=b', 'sec-fetch-site': 'cross-site' }],
  ['a form of a sibling site without Origin', { cookie: 'a=b', 'sec-fetch-site': 'same-site' }],
  ['a cookie that says nothing of where it comes from', { cookie: 'a=b' }],
  ['a basic credential beside a foreign origin', { authorization: 'Basic x', origin: 'https://evil.example' }],
])('%s is refused', (_, headers) => {
  expect(() => refuseCrossSite('POST', new Headers(headers), allowed)).toThrow(
    expect.objectContaining({ code: 'cross-site' }),
  )
})

const ours = 'https://docs.example.org'

test.each<[string, Record<string, string>, boolean]>([
  ['a page of ours', { cookie: 'a=b', 'sec-fetch-site': 'same-origin' }, true],
  ['a page of ours that names itself', { cookie: 'a=b', origin: ours, 'sec-fetch-site': 'same-origin' }, true],
  ['somebody who types the address', { cookie: 'a=b', 'sec-fetch-site': 'none' }, true],
  ['a browser without https, which says nothing', { cookie: 'a=b' }, true],
  ['a program with a bearer token, from anywhere', { authorization: 'Bearer x', origin: 'https://evil.example' }, true],
  ['a sibling site', { cookie: 'a=b', 'sec-fetch-site': 'same-site' }, false],
  ['a foreign site', { cookie: 'a=b', 'sec-fetch-site': 'cross-site' }, false],
  ['a page of ours that another one framed in', { cookie: 'a=b', origin: ours, 'sec-fetch-site': 'cross-site' }, false],
  ['a foreign origin', { cookie: 'a=b', origin: 'https://evil.example' }, false],
])('a stream asked for by %s, headers %j, is given: %s', (_, headers, isAllowed) => {
  const ask = () => refuseForeignReader(new Headers(headers), allowed)
  if (isAllowed) expect(ask).not.toThrow()
  else expect(ask).toThrow(expect.objectContaining({ code: 'cross-site' }))
})
