import type { PillKind } from '@duplex/editor/client'

const stoppedKinds = [
  'signed-out',
  'access-removed',
  'deleted',
  'outdated',
  'too-big',
  'damaged',
  'diverged',
  'held-back',
  'stopped',
] as const
export type StoppedKind = (typeof stoppedKinds)[number]

/** The kinds that need more words than a pill has. */
export function stoppedKindOf(kind: PillKind): StoppedKind | undefined {
  return stoppedKinds.find((stopped) => stopped === kind)
}

/** What the person can do besides copying the text. */
export function remedyOf(kind: StoppedKind): 'leave' | 'sign-in' | 'reload' | 'retry' {
  switch (kind) {
    case 'access-removed':
    case 'deleted':
    case 'held-back':
      return 'leave'
    case 'signed-out':
      return 'sign-in'
    case 'outdated':
    case 'too-big':
    case 'diverged':
    case 'stopped':
      return 'reload'
    case 'damaged':
      return 'retry'
  }
}

/** To sign in, and back to this document. */
export function toSignInHref(documentId: string): string {
  return `/sign-in?next=${encodeURIComponent(`/documents/${documentId}`)}`
}
