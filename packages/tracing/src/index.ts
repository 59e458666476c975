export { openTracing } from './open-tracing.ts'
export { placeFromBytes, placeFromHeader, placeToBytes, placeToHeader, type SpanPlace } from './span-place.ts'
export {
  type EndedSpan,
  type Facts,
  maxPageSpans,
  noTracing,
  type Span,
  type Tracing,
  type WorkSpan,
} from './tracing.ts'
export type { TracingSettings } from './tracing-settings.ts'
