/** Stored rows of a document are damaged or missing. Retrying does not help: an operator has to restore them. */
export class DamagedDocumentError extends Error {
  override readonly name = 'DamagedDocumentError'
  readonly documentId: string
  /** What is wrong with which row; holds no content. */
  readonly detail: string

  constructor(documentId: string, detail: string) {
    super(`document ${documentId} is damaged: ${detail}`)
    this.documentId = documentId
    this.detail = detail
  }
}
