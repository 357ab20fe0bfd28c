import type { Span } from '@opentelemetry/api'
import type { Trace } from './trace.ts'

/**
 * A span for each part of a pipeline, named by its section, around what stands inwards of it. It needs the package
 * `@opentelemetry/api`, and an SDK that the program sets up; without the latter the spans go nowhere, for little.
 */
export async function openTelemetry(): Promise<Trace> {
  const { SpanStatusCode, trace } = await import('@opentelemetry/api').catch(cause => {
    throw new Error('openTelemetry() needs a package: npm install @opentelemetry/api', { cause })
  })
  const tracer = trace.getTracer('glasspaste')
  return {
    begin(names) {
      const spans: Span[] = []
      return {
        enter: (at, call) =>
          tracer.startActiveSpan(names[at] ?? '', span => {
            spans[at] = span
            return call()
          }),
        inwards() {},
        back() {},
        leave(at, error) {
          const span = spans[at]
          if (error !== undefined) {
            span?.recordException(error instanceof Error ? error : String(error))
            span?.setStatus({ code: SpanStatusCode.ERROR, message: String(error) })
          }
          span?.end()
        },
      }
    },
  }
}
