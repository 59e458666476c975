/** The document's face: the serif that it is made for, or the face of the interface. */
export type ReadingFace = 'serif' | 'sans'

export const readingFaceKey = 'duplex-reading-face'
export const readingFaceAttribute = 'data-reading-face'
