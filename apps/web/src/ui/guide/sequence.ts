const wires = ['http', 'socket', 'sse', 'poll'] as const
/** The four wires that have a colour. */
export type Wire = (typeof wires)[number]

/** `answer`: dashed, as it belongs to what was asked. `lost`: it never arrives. */
type MessageLine = 'solid' | 'answer' | 'lost'

/** Participants are named by their place in {@link Sequence.participants}. */
export type Step =
  | { readonly kind: 'message'; readonly from: number; readonly to: number; line: MessageLine; readonly text: string }
  | { readonly kind: 'note'; readonly first: number; readonly last: number; readonly text: string }

export type Sequence = {
  readonly wire: Wire
  readonly participants: readonly string[]
  readonly steps: readonly Step[]
}

const lineByArrow: Record<string, MessageLine> = { '->>': 'solid', '-->>': 'answer', '-x': 'lost' }
const comment = /^%% wire: (\w+)$/
const participant = /^participant (\w+) as (.+)$/
const message = /^(\w+?)(-->>|->>|-x)(\w+): (.+)$/
const note = /^Note over (\w+)(?:,(\w+))?: (.+)$/

/**
 * Reads a Mermaid sequence diagram, as far as the guide goes: named participants, three arrows, and notes. The comment
 * `%% wire: …` says whose colour it has. Throws where a line is anything else, so that the page never shows less than
 * Mermaid would.
 */
export function readSequence(source: string): Sequence {
  const lines = source.split('\n').map((line) => line.trim())
  if (lines.shift() !== 'sequenceDiagram') throw new Error('not a sequence diagram')
  const ids: string[] = []
  const participants: string[] = []
  const steps: Step[] = []
  let wire: Wire | undefined
  const placeOf = (id: string) => {
    if (!ids.includes(id)) throw new Error(`nobody is called ${id}`)
    return ids.indexOf(id)
  }
  for (const line of lines.filter((text) => text !== '')) {
    const [, id, name] = participant.exec(line) ?? []
    const named = comment.exec(line)?.[1]
    if (named !== undefined) wire = readWire(named)
    else if (id !== undefined && name !== undefined) {
      ids.push(id)
      participants.push(name)
    } else steps.push(readStep(line, placeOf))
  }
  if (wire === undefined) throw new Error('the diagram does not say which wire it shows')
  return { wire, participants, steps }
}

function readWire(name: string): Wire {
  const wire = wires.find((known) => known === name)
  if (wire === undefined) throw new Error(`there is no wire ${name}`)
  return wire
}

function readStep(line: string, placeOf: (id: string) => number): Step {
  const [, from, arrow = '', to, said] = message.exec(line) ?? []
  const lineStyle = lineByArrow[arrow]
  if (from !== undefined && to !== undefined && said !== undefined && lineStyle !== undefined) {
    return { kind: 'message', from: placeOf(from), to: placeOf(to), line: lineStyle, text: said }
  }
  const [, first, last = first, noted] = note.exec(line) ?? []
  if (first === undefined || last === undefined || noted === undefined) throw new Error(`unknown line: ${line}`)
  return { kind: 'note', first: placeOf(first), last: placeOf(last), text: noted }
}
