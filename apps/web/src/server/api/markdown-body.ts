import { Refusal } from '../refusal.ts'

export type MarkdownBody = { markdown: string; fileName: string | undefined }

/** The Markdown of an import: the file of a form, or the body itself. Throws for anything that is not UTF-8 text. */
export async function readMarkdownBody(request: Request, file: File | undefined): Promise<MarkdownBody> {
  if (file !== undefined) {
    return { markdown: decode(await file.arrayBuffer()), fileName: file.name.replace(/\.(md|markdown|txt)$/i, '') }
  }
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'text/markdown') {
    throw new Refusal('unsupported-media-type', 'Send text/markdown, or a form with a file.')
  }
  return { markdown: decode(await request.arrayBuffer()), fileName: undefined }
}

function decode(bytes: ArrayBuffer): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    if (!text.includes('\0')) return text
  } catch (cause) {
    throw notText(cause)
  }
  throw notText(undefined)
}

function notText(cause: unknown): Refusal {
  const message = 'The file is not text in UTF-8.'
  return new Refusal('invalid-request', message, { cause, errors: [{ path: 'file', message }] })
}
