import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Locale, locales } from '../../i18n/locales.ts'
import { toDocumentText, toReadyText } from '../../server/events/event-text.ts'
import { type Guide, type GuideNode, isDiagram, readGuide, textOf, toAnchor } from './guide-tree.ts'
import { readSequence } from './sequence.ts'

const fileOf = (locale: Locale) => `../../../../../docs/protocols${locale === 'en' ? '' : `.${locale}`}.md`
const textFor = (locale: Locale) => readFileSync(new URL(fileOf(locale), import.meta.url), 'utf8')
const guides = Object.fromEntries(locales.map((locale) => [locale, readGuide(textFor(locale))])) as Record<
  Locale,
  Guide
>

function all(nodes: readonly GuideNode[]): GuideNode[] {
  return nodes.flatMap((node) => [node, ...all(node.children)])
}

const nodesOf = (locale: Locale) => guides[locale].sections.map(({ nodes }) => all(nodes))
const contentsOf = (nodes: readonly GuideNode[], type: string) =>
  nodes.filter(({ token }) => token.type === type).map(({ token }) => token.content)
const diagramsOf = (nodes: readonly GuideNode[]) =>
  nodes.filter(isDiagram).map(({ token }) => readSequence(token.content))

/** What of a section is the same in every language. */
function skeletonOf(nodes: readonly GuideNode[]) {
  const shapes = nodes.filter(({ token }) => /^(h3|table|tr|th|td|ul|ol|li|p|pre|code)$/.test(token.tag))
  return {
    shape: shapes
      .filter(({ token }) => !token.hidden)
      .map(({ token }) => token.type)
      .filter((type) => type !== 'code_inline'),
    code: contentsOf(nodes, 'code_inline').sort(),
    blocks: nodes.filter((node) => node.token.type === 'fence' && !isDiagram(node)).map(({ token }) => token.content),
    links: nodes.flatMap(({ token }) => token.attrGet('href') ?? []).sort(),
    figures: nodes.filter(({ token }) => token.attrGet('title')).map((node) => textOf(node)),
    numbers: contentsOf(nodes, 'text')
      .flatMap((text) => text.match(/\d+(?:[.,]\d+)*/g) ?? [])
      .sort(),
    diagrams: diagramsOf(nodes).map(({ wire, participants, steps }) => ({
      wire,
      participants: participants.length,
      steps: steps.map(({ text, ...step }) => step),
    })),
  }
}

describe.each(locales.filter((locale) => locale !== 'en'))('the guide in %s', (locale) => {
  const english = nodesOf('en')
  test.each(english.map((nodes, at) => [guides.en.sections[at]?.title, nodes, nodesOf(locale)[at] ?? []] as const))(
    'says in "%s" what the English says',
    (_, ours, theirs) => expect(skeletonOf(theirs)).toEqual(skeletonOf(ours)),
  )

  test('has as many sections', () => expect(guides[locale].sections).toHaveLength(guides.en.sections.length))
})

describe.each(locales)('the guide in %s', (locale) => {
  const nodes = nodesOf(locale).flat()

  test('has a diagram for each wire, which Mermaid reads as we do', () => {
    const diagrams = diagramsOf(nodes)
    expect(new Set(diagrams.map(({ wire }) => wire))).toEqual(new Set(['http', 'poll', 'sse', 'socket']))
    // Mermaid ends a statement at a semicolon and begins an entity at a number sign.
    for (const node of nodes.filter(isDiagram)) expect(node.token.content).not.toMatch(/[;#]|\bend\b/)
  })

  test('names every column of a table', () => {
    const heads = nodes.filter(({ token }) => token.tag === 'th').map(textOf)
    expect(heads).not.toContain('')
    expect(heads.length).toBeGreaterThan(0)
  })

  test('has no two headings with the same anchor', () => {
    const headings = nodes.filter(({ token }) => token.type === 'heading_open')
    const anchors = [...guides[locale].sections.map(({ id }) => id), ...headings.map((node) => toAnchor(textOf(node)))]
    expect(new Set(anchors).size).toBe(anchors.length)
  })

  test('shows events as the server writes them', () => {
    const [stream = ''] = nodes
      .filter(({ token }) => token.content.startsWith('retry: '))
      .map(({ token }) => token.content)
    const document = { id: 42, kind: 'renamed', documentId: '0198c0de-0000-7000-8000-000000000000' } as const
    expect(stream).toContain(toReadyText(41))
    expect(`${stream}\n`).toContain(toDocumentText({ ...document, at: '2026-11-21T20:15:00.000Z' }))
  })
})
