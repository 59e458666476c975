import { createHash } from 'node:crypto'
import { schemaFingerprint, schemaVersion } from '@duplex/protocol'
import { describe, expect, it } from 'vitest'
import { schema } from '../src/index.ts'
import { markAttributeRules, nodeAttributeRules } from '../src/schema/attribute-rules.ts'

/** What decides whether one build can hold what another build wrote. */
function describeSchema(): unknown {
  const attributes = (attrs: object | undefined) =>
    Object.entries(attrs ?? {}).map(([name, spec]) => [name, (spec as { default?: unknown }).default ?? null])
  const nodes = Object.entries(schema.nodes).map(([name, { spec }]) => ({
    name,
    content: spec.content ?? '',
    marks: spec.marks ?? null,
    group: spec.group ?? '',
    inline: spec.inline ?? false,
    attributes: attributes(spec.attrs),
  }))
  const marks = Object.entries(schema.marks).map(([name, { spec }]) => ({
    name,
    excludes: spec.excludes ?? null,
    attributes: attributes(spec.attrs),
  }))
  return { nodes, marks }
}

describe('the document schema', () => {
  it('is the one that schemaVersion names: a change here needs the next version and its fingerprint', () => {
    const fingerprint = createHash('sha256').update(JSON.stringify(describeSchema())).digest('hex').slice(0, 16)
    expect({ schemaVersion, fingerprint }).toEqual({ schemaVersion, fingerprint: schemaFingerprint })
  })

  it('has a rule for every attribute, and no other rules', () => {
    const attributesOf = (types: Record<string, { spec: { attrs?: object } }>) =>
      Object.entries(types).flatMap(([name, { spec }]) =>
        Object.keys(spec.attrs ?? {}).map((attr) => `${name}.${attr}`),
      )
    const rulesOf = (rules: Record<string, object>) =>
      Object.entries(rules).flatMap(([name, byAttribute]) => Object.keys(byAttribute).map((attr) => `${name}.${attr}`))
    expect(attributesOf(schema.nodes).sort()).toEqual(rulesOf(nodeAttributeRules).sort())
    expect(attributesOf(schema.marks).sort()).toEqual(rulesOf(markAttributeRules).sort())
  })
})
