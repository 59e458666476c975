import { common, createLowlight } from 'lowlight'

/** Loaded only once a document holds code with a language: the grammars are larger than the editor. */
export const highlighter = createLowlight(common)
