import { seedFromMarkdown, titleOfMarkdown } from '@duplex/editor'
import type { DocumentSeed } from './create-document.ts'
import { welcomeMarkdown } from './welcome-text.ts'

/** The document that the first person of an installation finds. */
export async function loadWelcome(): Promise<DocumentSeed> {
  return { title: titleOfMarkdown(welcomeMarkdown) ?? 'Welcome', content: seedFromMarkdown(welcomeMarkdown) }
}
