import { limits } from '@duplex/protocol'
import * as decoding from 'lib0/decoding'
import { BrokenRuleError } from './broken-rule-error.ts'

/** Set as keys of a plain object, which Yjs and editors do, they would change what the object is. */
const reserved: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/** The name of a root, a node, an attribute or a format. Throws {@link BrokenRuleError}. */
export function readName(decoder: decoding.Decoder): string {
  const name = decoding.readVarString(decoder)
  if (name.length > limits.maxNameLength) throw new BrokenRuleError('a name is too long')
  checkKey(name)
  return name
}

/** A key of an object. Throws {@link BrokenRuleError}. */
export function checkKey(key: string): void {
  if (reserved.has(key)) throw new BrokenRuleError('a name is reserved')
}

/** All keys in a value that came as JSON, of whatever depth the caller has allowed. Throws {@link BrokenRuleError}. */
export function checkKeys(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    checkKey(key)
    checkKeys(inner)
  }
}
