import { expect, test } from 'vitest'
import { readSequence } from './sequence.ts'

const read = (...lines: string[]) => readSequence(['sequenceDiagram', '%% wire: sse', ...lines, ''].join('\n'))
const people = ['participant A as Ana', 'participant S as The server']

test('a diagram is who takes part, and what passes between them', () => {
  expect(
    read(...people, 'A->>S: GET, id: 1', 'Note over S: thinks', 'S-->>A: 200', 'Note over A,S: later', 'S-xA: gone'),
  ).toEqual({
    wire: 'sse',
    participants: ['Ana', 'The server'],
    steps: [
      { kind: 'message', from: 0, to: 1, line: 'solid', text: 'GET, id: 1' },
      { kind: 'note', first: 1, last: 1, text: 'thinks' },
      { kind: 'message', from: 1, to: 0, line: 'answer', text: '200' },
      { kind: 'note', first: 0, last: 1, text: 'later' },
      { kind: 'message', from: 1, to: 0, line: 'lost', text: 'gone' },
    ],
  })
})

test.each([
  [['A->>S: hello'], 'nobody is called A'],
  [[...people, 'loop every second'], 'unknown line: loop every second'],
  [[...people, 'A-)S: asynchronously'], 'unknown line'],
  [['%% wire: copper'], 'there is no wire copper'],
])('what the page cannot draw is refused, not left out: %j', (lines, message) => {
  expect(() => read(...lines)).toThrow(message)
})

test('a diagram says which wire it shows', () => {
  expect(() => readSequence(['sequenceDiagram', ...people].join('\n'))).toThrow('which wire')
})
