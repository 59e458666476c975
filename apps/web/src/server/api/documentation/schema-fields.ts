/** The part of JSON Schema that our own generator writes. */
export type SchemaObject = {
  $ref?: string
  type?: string | string[]
  format?: string
  enum?: unknown[]
  properties?: Record<string, SchemaObject>
  required?: string[]
  items?: SchemaObject
  allOf?: SchemaObject[]
  anyOf?: SchemaObject[]
  default?: unknown
  maxLength?: number
  minimum?: number
  maximum?: number
  description?: string
}
export type Schemas = Record<string, SchemaObject>

export type Field = { name: string; type: string; isRequired: boolean; description: string }

/** The fields of an object, those of its objects one level down included (`owner.name`). */
export function fieldsOf(schema: SchemaObject | undefined, schemas: Schemas, prefix = ''): Field[] {
  const { properties, required } = resolve(schema, schemas)
  return Object.entries(properties ?? {}).flatMap(([name, property]) => {
    const field = {
      name: `${prefix}${name}`,
      type: typeOf(property, schemas),
      isRequired: required?.includes(name) === true,
      description: resolve(property, schemas).description ?? '',
    }
    const inner = prefix === '' ? fieldsOf(property, schemas, `${name}.`) : []
    return inner.length === 0 ? [field] : inner
  })
}

/** A schema in a few words: `uuid`, `"owner" | "editor"`, `Document[]`, `integer 1–100, 30 by default`. */
export function typeOf(schema: SchemaObject | undefined, schemas: Schemas): string {
  const name = schema?.$ref?.split('/').at(-1)
  const resolved = resolve(schema, schemas)
  if (resolved.enum !== undefined)
    return withDefault(resolved.enum.map((value) => JSON.stringify(value)).join(' | '), resolved)
  if (resolved.items !== undefined) return `${typeOf(resolved.items, schemas)}[]`
  const kinds = [resolved.type ?? name ?? 'any'].flat().map((kind) => (kind === 'object' ? (name ?? kind) : kind))
  const words = kinds.map((kind) => (kind === 'string' ? (resolved.format ?? kind) : kind)).join(' | ')
  return withDefault(`${words}${boundsOf(resolved)}`, resolved)
}

function boundsOf({ minimum, maximum, maxLength }: SchemaObject): string {
  if (minimum !== undefined && maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER)
    return ` ${minimum}–${maximum}`
  return maxLength === undefined ? '' : `, at most ${maxLength} characters`
}

function withDefault(words: string, schema: SchemaObject): string {
  return schema.default === undefined ? words : `${words}, ${JSON.stringify(schema.default)} by default`
}

/** Follows references and merges `allOf`, which the generator writes for a described reference. */
function resolve(schema: SchemaObject | undefined, schemas: Schemas): SchemaObject {
  if (schema === undefined) return {}
  const target = schema.$ref === undefined ? undefined : schemas[schema.$ref.split('/').at(-1) ?? '']
  const { $ref: _, allOf = [], ...own } = schema
  const parts = [...(target === undefined ? [] : [target]), ...allOf].map((part) => resolve(part, schemas))
  const properties = Object.assign({}, ...parts.map((part) => part.properties), own.properties)
  const required = [...parts.flatMap((part) => part.required ?? []), ...(own.required ?? [])]
  return { ...Object.assign({}, ...parts), ...own, properties, required }
}
