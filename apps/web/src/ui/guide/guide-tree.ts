import MarkdownIt from 'markdown-it'
import type Token from 'markdown-it/lib/token.mjs'
import { readSequence, type Wire } from './sequence.ts'

/** A Markdown token with what lies in it. */
export type GuideNode = { readonly token: Token; readonly children: readonly GuideNode[] }

/** A second-level heading and everything up to the next; the first has what stands before them. */
export type GuideSection = {
  /** Undefined in the first. */
  readonly heading: GuideNode | undefined
  readonly id: string
  readonly title: string
  /** That of its first diagram. */
  readonly wire: Wire | undefined
  readonly nodes: readonly GuideNode[]
}

export type Guide = { readonly title: string; readonly sections: readonly GuideSection[] }

/** Reads a guide: one first-level heading, then sections. HTML in it stays text. */
export function readGuide(markdown: string): Guide {
  const [title, ...nodes] = toTree(new MarkdownIt({ html: false }).parse(markdown, {}))
  if (title?.token.tag !== 'h1') throw new Error('a guide begins with its title')
  const groups: GuideNode[][] = [[]]
  for (const node of nodes) {
    if (node.token.tag === 'h2') groups.push([])
    groups.at(-1)?.push(node)
  }
  return { title: textOf(title), sections: groups.map(toSection) }
}

function toSection(nodes: readonly GuideNode[]): GuideSection {
  const [heading] = nodes.filter(({ token }) => token.tag === 'h2')
  const title = heading === undefined ? '' : textOf(heading)
  const diagram = nodes.find(isDiagram)
  const wire = diagram === undefined ? undefined : readSequence(diagram.token.content).wire
  return { heading, id: toAnchor(title), title, wire, nodes: nodes.filter((node) => node !== heading) }
}

export function isDiagram({ token }: GuideNode): boolean {
  return token.type === 'fence' && token.info.trim() === 'mermaid'
}

/** All that can be read of a node, without marks. */
export function textOf({ token, children }: GuideNode): string {
  return children.length === 0 ? token.content : children.map(textOf).join('')
}

/** The anchor that GitHub gives to a heading, so that links in the file lead somewhere in both places. */
export function toAnchor(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-')
}

/** Markdown-it gives a flat list in which tokens open and close. */
function toTree(tokens: readonly Token[]): GuideNode[] {
  type Open = { token: Token; children: GuideNode[] }
  const roots: GuideNode[] = []
  const open: Open[] = []
  for (const token of tokens) {
    if (token.nesting === -1) {
      open.pop()
      continue
    }
    const node: Open = { token, children: token.children === null ? [] : toTree(token.children) }
    ;(open.at(-1)?.children ?? roots).push(node)
    if (token.nesting === 1) open.push(node)
  }
  return roots
}
