import { html } from 'hono/html'
import type { Answer, Operation } from './operations.ts'
import { renderCode, renderProse } from './render-prose.ts'
import type { Field } from './schema-fields.ts'

/** One operation: what it is called with, and every way it answers. */
export function renderOperation(operation: Operation) {
  const { id, method, path, summary, description, needsSession, parameters, body, answers } = operation
  return html`<article id="${id}" aria-labelledby="${id}-title">
    <h3 id="${id}-title"><a href="#${id}">${summary}</a></h3>
    <p class="line"><span class="method">${method}</span> <code>${path}</code></p>
    ${description === '' ? '' : renderProse(description)}
    ${needsSession ? '' : html`<p class="quiet">Needs no session.</p>`}
    ${
      parameters.length === 0
        ? ''
        : renderFields(
            'Parameters',
            parameters.map((parameter) => ({ ...parameter, name: `${parameter.name} (${parameter.place})` })),
          )
    }
    ${body.types.length === 0 ? '' : renderFields(`Body: ${body.types.join(' or ')}`, body.fields)}
    ${answers.filter(({ fields }) => fields.length > 0).map((answer) => renderFields(`Answer ${answer.status}`, answer.fields))}
    <h4>Answers</h4>
    <dl>
      ${answers.map((answer) => renderAnswer(answer))}
    </dl>
  </article>`
}

function renderAnswer({ status, description, types }: Answer) {
  const kind = types.length === 0 ? '' : html` <span class="quiet">${types.join(', ')}</span>`
  return html`<div><dt class="${status < '400' ? 'good' : 'bad'}">${status}</dt><dd>${renderCode(description)}${kind}</dd></div>`
}

function renderFields(caption: string, fields: readonly Field[]) {
  return html`<table>
    <caption>${caption}</caption>
    <tbody>
      ${fields.map(
        (field) => html`<tr>
          <th scope="row"><code>${field.name}</code>${field.isRequired ? '' : html` <span class="quiet">optional</span>`}</th>
          <td><code>${field.type}</code></td>
          <td>${renderCode(field.description)}</td>
        </tr>`,
      )}
    </tbody>
  </table>`
}
