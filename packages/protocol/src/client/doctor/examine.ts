import type { Entrance } from './entrance-probes.ts'
import { type EntranceParts, enter } from './entrance-probes.ts'
import { type ExaminationState, Notebook } from './notebook.ts'
import { probeSilence, probeSocket, type SocketProbeParts } from './socket-probes.ts'
import { probeBodies, probeEvents, probeHeld } from './stream-probes.ts'

export type ExaminationParts = EntranceParts &
  SocketProbeParts & {
    /** How long a WebSocket is to be silent. */
    readonly idleMs: number
    /** How long a request is to wait; whole seconds. */
    readonly heldMs: number
  }

/**
 * Tries what is between this device and the servers, and tells each thing that it finds. First what takes seconds, then
 * both that take long at the same time. Ends early where `signal` says so.
 */
export async function examine(parts: ExaminationParts, onChange: (state: ExaminationState) => void): Promise<void> {
  const notebook = new Notebook(parts.clock, onChange)
  try {
    const entrance = await enter(parts, notebook)
    if (entrance) await probeAll(parts, entrance, notebook)
  } catch (error) {
    if (!parts.signal.aborted) throw error
  } finally {
    notebook.end()
  }
}

async function probeAll(parts: ExaminationParts, entrance: Entrance, notebook: Notebook): Promise<void> {
  const isOpen = await probeSocket(parts, entrance, notebook)
  notebook.begin(['events'])
  notebook.write({ events: await probeEvents(parts, entrance) })
  notebook.begin(['body'])
  notebook.write({ body: await probeBodies(parts, entrance) })
  notebook.begin(['held'], parts.heldMs)
  if (isOpen) notebook.begin(['idle'], parts.idleMs)
  await Promise.all([
    probeHeld(parts, entrance, parts.heldMs).then((held) => notebook.write({ held })),
    isOpen && probeSilence(parts, entrance, parts.idleMs).then((idle) => notebook.write({ idle })),
  ])
}
