import { Fragment, type Node, type NodeType } from '@tiptap/pm/model'

/**
 * The given children as content that `type` allows: what does not fit is wrapped where the schema knows a wrapping,
 * else its own children are tried, else it is dropped; what the schema requires is filled in. undefined where
 * nothing can make it valid.
 */
export function fitContent(type: NodeType, children: readonly Node[]): Fragment | undefined {
  let match = type.contentMatch
  const fitted: Node[] = []
  const queue = [...children].reverse()
  for (let child = queue.pop(); child !== undefined; child = queue.pop()) {
    const node = withAllowedMarks(type, child)
    const placed = place(match, node)
    if (placed !== undefined) {
      fitted.push(...placed.nodes)
      match = placed.match
    } else if (!node.isLeaf) queue.push(...[...node.children].reverse())
  }
  const rest = match.fillBefore(Fragment.empty, true)
  return rest === null ? undefined : Fragment.from(fitted).append(rest)
}

type Match = NodeType['contentMatch']

function place(match: Match, node: Node): { nodes: Node[]; match: Match } | undefined {
  const direct = match.matchType(node.type)
  if (direct !== null) return { nodes: [node], match: direct }
  const filled = match.fillBefore(Fragment.from(node))
  if (filled !== null) {
    const after = match.matchFragment(filled)?.matchType(node.type)
    if (after) return { nodes: [...filled.content, node], match: after }
  }
  const wrapped = wrap(match, node)
  const after = wrapped && match.matchType(wrapped.type)
  return wrapped && after ? { nodes: [wrapped], match: after } : undefined
}

function wrap(match: Match, node: Node): Node | undefined {
  const types = match.findWrapping(node.type)
  if (types === null || types.length === 0) return undefined
  let wrapped: Node | null = node
  for (const type of [...types].reverse()) wrapped = wrapped && type.createAndFill(null, wrapped)
  return wrapped ?? undefined
}

function withAllowedMarks(type: NodeType, node: Node): Node {
  return node.marks.length > 0 ? node.mark(type.allowedMarks(node.marks)) : node
}
