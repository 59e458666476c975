import * as decoding from 'lib0/decoding'
import { BrokenRuleError } from './broken-rule-error.ts'
import { checkKey, checkKeys } from './name-scan.ts'
import { UndecodableError } from './undecodable-error.ts'

/**
 * How deep a value may nest. Deeper ones would overflow the stack of `JSON.stringify` when Yjs encodes them again,
 * in the middle of a transaction.
 */
const maxValueDepth = 64

/** lib0's readUint8 answers undefined past the end, which Yjs then takes for zero. */
export function readByte(decoder: decoding.Decoder): number {
  if (decoder.pos >= decoder.arr.length) throw new UndecodableError('the bytes end too early')
  return decoding.readUint8(decoder)
}

/** lib0 lets the last byte of a number carry it past what a number can hold exactly. */
export function readCount(decoder: decoding.Decoder): number {
  const count = decoding.readVarUint(decoder)
  if (!Number.isSafeInteger(count)) throw new UndecodableError('a number is out of range')
  return count
}

/**
 * Passes over one value of lib0's `any` encoding. By its tag: 127 undefined, 126 null, 125 varInt, 124 float32,
 * 123 float64, 122 bigint64, 121 false, 120 true, 119 string, 118 object, 117 array, 116 bytes.
 */
export function skipAny(decoder: decoding.Decoder, depth = 0): void {
  if (depth > maxValueDepth) throw new UndecodableError('a value nests too deep')
  const tag = readByte(decoder)
  switch (tag) {
    case 127:
    case 126:
    case 121:
    case 120:
      return
    case 124:
      skipBytes(decoder, 4)
      return
    case 123:
    case 122:
      skipBytes(decoder, 8)
      return
    case 125:
      decoding.readVarInt(decoder)
      return
    case 119:
      decoding.readVarString(decoder)
      return
    case 118:
      for (let count = readCount(decoder); count > 0; count--) {
        checkKey(decoding.readVarString(decoder))
        skipAny(decoder, depth + 1)
      }
      return
    case 117:
      for (let count = readCount(decoder); count > 0; count--) skipAny(decoder, depth + 1)
      return
    case 116:
      decoding.readVarUint8Array(decoder)
      return
    default:
      throw new UndecodableError('a value is of no known kind')
  }
}

function skipBytes(decoder: decoding.Decoder, count: number): void {
  if (decoder.pos + count > decoder.arr.length) throw new UndecodableError('the bytes end too early')
  decoder.pos += count
}

/**
 * The value of a JSON text. Throws {@link UndecodableError} for text that is no JSON, nests too deep or has a key that
 * no object may have. Throws {@link BrokenRuleError} for many numbers like 1e20, which
 * grow when they are written again.
 */
export function readJson(text: string): unknown {
  if (depthOf(text) > maxValueDepth) throw new UndecodableError('a value nests too deep')
  const value = parseJson(text)
  checkKeys(value)
  if (JSON.stringify(value).length > 2 * text.length + 64) throw new BrokenRuleError('a value grows when it is written')
  return value
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new UndecodableError('a value is not JSON', { cause })
  }
}

/** Greatest number of brackets open at once, outside strings. Linear, and without recursion. */
function depthOf(json: string): number {
  let depth = 0
  let deepest = 0
  for (let i = 0; i < json.length; i++) {
    const character = json[i]
    if (character === '"') i = endOfString(json, i)
    else if (character === '[' || character === '{') deepest = Math.max(deepest, ++depth)
    else if (character === ']' || character === '}') depth--
  }
  return deepest
}

function endOfString(json: string, start: number): number {
  let i = start + 1
  while (i < json.length && json[i] !== '"') i += json[i] === '\\' ? 2 : 1
  return i
}
