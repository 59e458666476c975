/** The one Yjs root of a document, an XmlFragment: Tiptap's own default. */
export const contentRoot = 'default'
