export { placeFromBytes, placeToBytes, placeToHeader } from '../span-place.ts'
export type { EndedSpan } from '../tracing.ts'
export { createPageTracing } from './page-tracing.ts'
