import { createElement, type ReactNode } from 'react'
import classes from './guide-table.module.css'
import { type GuideNode, textOf } from './guide-tree.ts'

type Render = (nodes: readonly GuideNode[]) => ReactNode

type CellProperties = Record<string, string | undefined>

const columnHead: CellProperties = { role: 'columnheader', scope: 'col' }

/**
 * On a phone each row is a block, and a cell names its column itself. The roles are said because a table whose display
 * is another one is none to a screen reader.
 */
export function GuideTable({ node, render }: { node: GuideNode; render: Render }) {
  const [head, body] = node.children
  const titles = head?.children[0]?.children.map(textOf) ?? []
  const toGroup = (tag: 'thead' | 'tbody', group: GuideNode) =>
    createElement(tag, { role: 'rowgroup' }, ...group.children.map((row) => toRow(row, titles, render)))
  return (
    // biome-ignore lint/a11y/noRedundantRoles: it is none where its display is another one
    <table className={classes.table} role="table">
      {head && toGroup('thead', head)}
      {body && toGroup('tbody', body)}
    </table>
  )
}

function toRow(row: GuideNode, titles: readonly string[], render: Render): ReactNode {
  const cells = row.children.map(({ token, children }, at) => {
    const cell: CellProperties = { role: 'cell', 'data-title': titles[at] }
    return createElement(token.tag, token.tag === 'th' ? columnHead : cell, render(children))
  })
  return createElement('tr', { role: 'row' }, ...cells)
}
