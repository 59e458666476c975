import type { OpenApiDocument } from './openapi-document.ts'
import { type Field, fieldsOf, type SchemaObject, type Schemas, typeOf } from './schema-fields.ts'

type Parameter = Field & { place: string }
export type Answer = { status: string; description: string; types: string[]; fields: Field[] }

/** One method of one path, ready to be shown. */
export type Operation = {
  id: string
  method: string
  path: string
  tag: string
  summary: string
  description: string
  needsSession: boolean
  parameters: Parameter[]
  body: { types: string[]; fields: Field[] }
  answers: Answer[]
}

/** The parts of OpenAPI that our own generator writes. */
type Content = Record<string, { schema?: SchemaObject }>
type WrittenOperation = {
  operationId?: string
  tags?: string[]
  summary?: string
  description?: string
  security?: unknown[]
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: SchemaObject }[]
  requestBody?: { content: Content }
  responses?: Record<string, { description?: string; content?: Content }>
}

/** Every operation, in the order in which it was added. */
export function toOperations(description: OpenApiDocument): Operation[] {
  const schemas = (description.components?.schemas ?? {}) as Schemas
  return Object.entries(description.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item as Record<string, WrittenOperation>).map(([method, written]) =>
      toOperation(method.toUpperCase(), path, written, schemas),
    ),
  )
}

function toOperation(method: string, path: string, written: WrittenOperation, schemas: Schemas): Operation {
  return {
    id: written.operationId ?? `${method} ${path}`,
    method,
    path,
    tag: written.tags?.[0] ?? '',
    summary: written.summary ?? '',
    description: written.description ?? '',
    needsSession: written.security === undefined,
    parameters: (written.parameters ?? []).map((parameter) => ({
      name: parameter.name,
      place: parameter.in,
      isRequired: parameter.required === true,
      type: typeOf(parameter.schema, schemas),
      description: parameter.description ?? parameter.schema?.description ?? '',
    })),
    body: toBody(written.requestBody?.content, schemas),
    answers: Object.entries(written.responses ?? {}).map(([status, answer]) => ({
      status,
      description: answer.description ?? '',
      ...toBody(status < '400' ? answer.content : undefined, schemas),
    })),
  }
}

function toBody(content: Content | undefined, schemas: Schemas): { types: string[]; fields: Field[] } {
  const entries = Object.entries(content ?? {})
  return {
    types: entries.map(([type]) => type),
    fields: entries.flatMap(([, { schema }]) => fieldsOf(schema, schemas)),
  }
}
