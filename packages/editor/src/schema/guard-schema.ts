import type { Attrs, MarkType, NodeType, Schema } from '@tiptap/pm/model'
import { markAttributeRules, nodeAttributeRules } from './attribute-rules.ts'

type Rules = (typeof nodeAttributeRules)[string]

/**
 * Makes the schema itself the sanitiser: whatever builds a node or a mark (the Yjs binding, paste, JSON, a command)
 * goes through these methods, so a forged attribute never reaches a renderer. ProseMirror's own `validate` is not
 * enough: it throws, and the Yjs binding does not call it.
 */
export function guardSchema(schema: Schema): Schema {
  for (const [name, rules] of Object.entries(nodeAttributeRules)) guardNodeType(schema.nodes[name], rules)
  for (const [name, rules] of Object.entries(markAttributeRules)) guardMarkType(schema.marks[name], rules)
  return schema
}

function guardNodeType(type: NodeType | undefined, rules: Rules): void {
  if (type === undefined) return
  const { create, createChecked, createAndFill } = type
  type.create = (attrs, ...rest) => create.call(type, toSafeAttributes(attrs, rules), ...rest)
  type.createChecked = (attrs, ...rest) => createChecked.call(type, toSafeAttributes(attrs, rules), ...rest)
  type.createAndFill = (attrs, ...rest) => createAndFill.call(type, toSafeAttributes(attrs, rules), ...rest)
}

function guardMarkType(type: MarkType | undefined, rules: Rules): void {
  if (type === undefined) return
  const { create } = type
  type.create = (attrs) => create.call(type, toSafeAttributes(attrs, rules))
}

function toSafeAttributes(attrs: Attrs | null | undefined, rules: Rules): Attrs | null | undefined {
  if (attrs === null || attrs === undefined) return attrs
  const safe: Record<string, unknown> = {}
  for (const name of Object.keys(attrs)) safe[name] = rules[name]?.(attrs[name])
  return safe
}
