export { openTracing } from './open-tracing.ts'
export { placeFromBytes, placeFromHeader, placeToBytes, placeToHeader, type SpanPlace } from './span-place.ts'
export { type Facts, noTracing, type Span, type Tracing } from './tracing.ts'
export type { TracingSettings } from './tracing-settings.ts'
