export { type LiveTypist, type LiveTypistOptions, openLiveTypist } from './live-typist.ts'
export type { TypedFormat } from './typist.ts'
