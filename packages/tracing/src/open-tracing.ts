import { noTracing, type Tracing } from './tracing.ts'
import type { Tracer, TracingSettings } from './tracing-settings.ts'

/** Without settings nothing is recorded, and nothing of OpenTelemetry is loaded. */
export async function openTracing(settings: TracingSettings | undefined, tracer: Tracer): Promise<Tracing> {
  if (!settings) return noTracing
  const { createOtlpTracing } = await import('./otlp-tracing.ts')
  return createOtlpTracing(settings, tracer)
}
