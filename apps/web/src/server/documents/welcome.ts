import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { seedFromMarkdown, titleOfMarkdown } from '@duplex/editor'
import type { DocumentSeed } from './create-document.ts'

/** The document that the first person of an installation finds. */
export async function loadWelcome(): Promise<DocumentSeed> {
  const markdown = await readFile(fileURLToPath(new URL('./welcome.md', import.meta.url).href), 'utf8')
  return { title: titleOfMarkdown(markdown) ?? 'Welcome', content: seedFromMarkdown(markdown) }
}
