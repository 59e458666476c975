import { createElement, Fragment, type ReactNode } from 'react'
import { GuideLink, PlaceName } from './guide-link.tsx'
import { GuideTable } from './guide-table.tsx'
import { type GuideNode, isDiagram, textOf, toAnchor } from './guide-tree.ts'
import { readSequence } from './sequence.ts'
import { SequenceDiagram } from './sequence-diagram.tsx'

/** What Markdown makes of the tokens that need nothing of ours. */
const plainTags = new Set(['p', 'ul', 'ol', 'li', 'em', 'strong', 'blockquote', 'h4'])

/** Parsed Markdown as elements. There is no HTML in between, so nothing in it can become markup. */
export function GuideContent({ nodes }: { nodes: readonly GuideNode[] }): ReactNode {
  return createElement(Fragment, null, ...nodes.map(toElement))
}

function toElement(node: GuideNode): ReactNode {
  const { token, children } = node
  const content = <GuideContent nodes={children} />
  switch (token.type) {
    case 'text':
      return token.content
    case 'softbreak':
      return '\n'
    case 'inline':
      return content
    case 'code_inline':
      return <PlaceName text={token.content} />
    case 'fence':
    case 'code_block':
      return toBlock(node)
    case 'heading_open':
      return <GuideHeading node={node} />
    case 'table_open':
      return <GuideTable node={node} render={(cells) => <GuideContent nodes={cells} />} />
    case 'link_open':
      return (
        <GuideLink href={String(token.attrGet('href'))} title={token.attrGet('title')} text={textOf(node)}>
          {content}
        </GuideLink>
      )
    default:
      if (token.hidden) return content
      if (plainTags.has(token.tag)) return createElement(token.tag, null, content)
      throw new Error(`the guide has no ${token.type}`)
  }
}

function toBlock(node: GuideNode): ReactNode {
  const { content } = node.token
  if (isDiagram(node)) return <SequenceDiagram sequence={readSequence(content)} />
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <pre tabIndex={0}>
      <code>{content}</code>
    </pre>
  )
}

/** A heading that is a link to itself. */
export function GuideHeading({ node }: { node: GuideNode }) {
  const id = toAnchor(textOf(node))
  return createElement(
    node.token.tag,
    { id },
    <a href={`#${id}`}>
      <GuideContent nodes={node.children} />
    </a>,
  )
}
