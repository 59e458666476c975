import { documentationPolicy } from '../../network/security-headers.ts'
import { describeApi, describeSecurity } from '../documentation/openapi-document.ts'
import { renderDocumentation } from '../documentation/render-documentation.ts'
import { stylesheet } from '../documentation/stylesheet.ts'
import type { ApiRouter } from '../env.ts'

/** Changes with the build only; browsers ask again on every visit. */
const cacheControl = 'public, no-cache'

/** After every other route: what is described is what `app` answers to by now. */
export function addDocumentationRoutes(app: ApiRouter): void {
  describeSecurity(app)
  const description = describeApi(app)
  app.get('/api/v1/openapi.json', (context) => context.json(description, 200, { 'Cache-Control': cacheControl }))
  app.get('/api/docs', async (context) => {
    const headers = { 'Content-Security-Policy': documentationPolicy, 'Cache-Control': cacheControl }
    return context.html(await renderDocumentation(description), 200, headers)
  })
  app.get('/api/docs/style.css', (context) =>
    context.body(stylesheet, 200, { 'Content-Type': 'text/css; charset=utf-8', 'Cache-Control': cacheControl }),
  )
}
