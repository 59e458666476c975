import type { IncomingMessage } from 'node:http'
import type { TrustedProxies } from '@duplex/protocol/server'
import { z } from 'zod'
import { readPlace } from '../../http/client-place.ts'

const path = /^\/sync\/v1\/([^/]+)\/visit(\/messages|\/events)?$/
const bearer = /^Bearer ([\w.~+/-]{1,4096}=*)$/i
const documentIdSchema = z.uuid()

/** What a request wants of a visit. `say`: the client's messages; `ask` and `listen`: the server's. */
type DoorName = 'open' | 'say' | 'ask' | 'listen'

const doors: Readonly<Record<string, DoorName>> = {
  'POST ': 'open',
  'POST /messages': 'say',
  'GET /messages': 'ask',
  'GET /events': 'listen',
}

export type DoorRequest =
  | {
      readonly kind: 'door'
      readonly door: DoorName
      readonly documentId: string
      /** A ticket or the key of a visit. */
      readonly token: string | undefined
      readonly address: string
    }
  | { readonly kind: 'preflight' }
  | { readonly kind: 'invalid'; readonly status: 403 | 404 | 405 }
  /** The path is none of a visit. */
  | { readonly kind: 'elsewhere' }

type Believed = { readonly allowedOrigins: ReadonlySet<string>; readonly trustedProxies: TrustedProxies }

/** Reads a request below /sync/v1/{documentId}/visit. A page of a foreign origin is refused before all else. */
export function readDoorRequest(request: IncomingMessage, { allowedOrigins, trustedProxies }: Believed): DoorRequest {
  const [pathname = ''] = (request.url ?? '').split('?', 1)
  const [, id, rest = ''] = path.exec(pathname) ?? []
  if (id === undefined) return { kind: 'elsewhere' }
  const { origin, authorization = '' } = request.headers
  if (origin !== undefined && !allowedOrigins.has(origin)) return { kind: 'invalid', status: 403 }
  if (request.method === 'OPTIONS') return { kind: 'preflight' }
  const documentId = documentIdSchema.safeParse(id)
  if (!documentId.success) return { kind: 'invalid', status: 404 }
  const door = doors[`${request.method} ${rest}`]
  if (door === undefined) return { kind: 'invalid', status: 405 }
  return {
    kind: 'door',
    door,
    documentId: documentId.data.toLowerCase(),
    token: bearer.exec(authorization)?.[1],
    address: readPlace(request, trustedProxies),
  }
}
