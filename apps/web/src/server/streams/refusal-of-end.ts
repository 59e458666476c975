import type { EndCause, RefusalCause } from '@duplex/protocol/client'
import { Refusal, type RefusalCode } from '../refusal.ts'
import { interrupted } from './text-stream.ts'

/** Why a live connection is over, or does not come about, as web says it. */
export function toRefusalOfEnd(cause: EndCause): Refusal {
  switch (cause) {
    case 'signedOut':
      return new Refusal('signed-out', 'The session has ended.')
    case 'forbidden':
      return new Refusal('forbidden', 'Your role in this document does not include that any more.')
    case 'notFound':
    case 'deleted':
      return new Refusal('not-found', 'There is no such document any more.')
    case 'documentTooBig':
    case 'messageTooBig':
      return new Refusal('too-large', 'The document has reached its limit.')
    case 'damaged':
      return new Refusal('document-damaged', 'Stored content of this document is damaged and set aside.')
    case 'storageAway':
      return new Refusal('storage-away', 'The database cannot be reached. Try again in a moment.', {
        retryAfterSeconds: 5,
      })
    case 'overloaded':
    case 'tooFast':
      return new Refusal('too-many-requests', 'You, or this document, have too many live connections.', {
        retryAfterSeconds: 30,
      })
    default:
      return interrupted('The live document cannot be reached.')
  }
}

/** What a ticket's refusal is to a live connection. Whatever passes is not now. */
export function toRefusalCause(code: RefusalCode): RefusalCause {
  switch (code) {
    case 'signed-out':
      return 'signedOut'
    case 'forbidden':
      return 'forbidden'
    case 'not-found':
      return 'notFound'
    case 'in-trash':
      return 'deleted'
    default:
      return 'storageAway'
  }
}
