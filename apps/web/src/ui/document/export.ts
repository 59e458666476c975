export const exportFormats = ['markdown', 'html', 'text', 'json'] as const
export type ExportFormat = (typeof exportFormats)[number]

const extensions: Record<ExportFormat, string> = { markdown: 'md', html: 'html', text: 'txt', json: 'json' }
/** File systems stop at 255 bytes; a Chinese character takes three. */
const maxNameLength = 80

export function toExportHref(documentId: string, format: ExportFormat): string {
  return `/api/v1/documents/${documentId}/content?format=${format}`
}

/** The title as the name of a file, without what some file system does not allow in one. */
export function toFileName(title: string, format: ExportFormat): string {
  const name = title
    .replace(/[\p{Cc}<>:"/\\|?*]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, maxNameLength)
    .replace(/[. ]+$/, '')
  return `${name || 'document'}.${extensions[format]}`
}
