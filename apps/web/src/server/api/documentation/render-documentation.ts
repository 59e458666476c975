import { html } from 'hono/html'
import { problemTable } from '../problem.ts'
import type { OpenApiDocument } from './openapi-document.ts'
import { toOperations } from './operations.ts'
import { renderOperation } from './render-operation.ts'
import { renderProse } from './render-prose.ts'

const example = `curl -s http://localhost:3000/api/auth/sign-in/email \\
  -H 'Content-Type: application/json' \\
  -d '{"email":"ada@example.org","password":"…","session":"token"}'

curl -s http://localhost:3000/api/v1/documents \\
  -H "Authorization: Bearer $TOKEN"`

/** The API's documentation as one page, without script, from the very document that programs read. */
export function renderDocumentation(description: OpenApiDocument) {
  const operations = toOperations(description)
  const groups = (description.tags ?? []).map((tag) => ({
    ...tag,
    id: toId(tag.name),
    operations: operations.filter((operation) => operation.tag === tag.name),
  }))
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${description.info.title}</title>
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/api/docs/style.css" />
      </head>
      <body>
        <nav aria-label="Contents">
          <a class="home" href="/">Duplex</a>
          ${groups.map(
            (group) => html`<h2><a href="#${group.id}">${group.name}</a></h2>
              <ul>
                ${group.operations.map(({ id, summary }) => html`<li><a href="#${id}">${summary}</a></li>`)}
              </ul>`,
          )}
          <h2><a href="#problems">Problems</a></h2>
        </nav>
        <main>
          <h1>${description.info.title}</h1>
          ${renderProse(description.info.description)}
          <p>The same for programs: <a href="/api/v1/openapi.json">OpenAPI 3.1</a>.</p>
          <h2 id="signing-in">Signing in</h2>
          <p>
            Browsers carry a cookie. Programs ask for a token when they sign in, and send it with every request. Tickets
            for live editing are made from either.
          </p>
          <pre tabindex="0"><code>${example}</code></pre>
          ${groups.map(
            (group) => html`<section aria-labelledby="${group.id}">
              <h2 id="${group.id}">${group.name}</h2>
              <p>${group.description ?? ''}</p>
              ${group.operations.map((operation) => renderOperation(operation))}
            </section>`,
          )}
          ${renderProblems()}
        </main>
      </body>
    </html>`
}

function renderProblems() {
  return html`<section aria-labelledby="problems">
    <h2 id="problems">Problems</h2>
    <p>Every error is <code>application/problem+json</code>. Branch on <code>code</code>; the wording may change.</p>
    <table>
      <thead>
        <tr><th scope="col" class="narrow">Status</th><th scope="col">code</th><th scope="col">Meaning</th></tr>
      </thead>
      <tbody>
        ${Object.entries(problemTable).map(
          ([code, { status, title }]) => html`<tr id="problem-${code}">
            <td>${status}</td>
            <td><code>${code}</code></td>
            <td>${title}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </section>`
}

function toId(name: string): string {
  return name.toLowerCase().replace(/[^a-z]+/g, '-')
}
