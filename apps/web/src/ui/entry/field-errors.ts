import { isApiError } from '../api/api-error.ts'

/** Per field: what to say when the server refuses it, by problem code; `invalid-request` names its fields itself. */
export type FieldMessages = Record<string, Record<string, string>>

/** The server's refusal, said at the fields it is about; empty where it is about none of them. */
export function toFieldErrors(error: unknown, messages: FieldMessages): Record<string, string> {
  if (!isApiError(error)) return {}
  const named = new Set(error.fields.map((field) => field.path))
  return Object.fromEntries(
    Object.entries(messages).flatMap(([field, byCode]) => {
      const message = byCode[error.code]
      if (message === undefined) return []
      return error.code === 'invalid-request' && !named.has(field) ? [] : [[field, message]]
    }),
  )
}
