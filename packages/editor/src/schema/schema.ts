import { contentRoot } from '@duplex/protocol'
import { getSchema } from '@tiptap/core'
import { extensions } from './extensions.ts'
import { guardSchema } from './guard-schema.ts'

/** The one root of a document's Y.Doc that holds its text. */
export const CONTENT_ROOT = contentRoot

/** The document schema, guarded: see {@link guardSchema}. Its version is `schemaVersion` of `@duplex/protocol`. */
export const schema = guardSchema(getSchema(extensions()))
