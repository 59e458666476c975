import type { Culprit, Diagnosis, ProbeName } from '@duplex/protocol/doctor'

/** Which wire a probe goes over: the colour that it has everywhere. */
export const wires: Record<ProbeName, 'http' | 'socket' | 'sse' | 'poll'> = {
  web: 'http',
  cookies: 'http',
  sync: 'http',
  origin: 'http',
  clock: 'http',
  protocol: 'http',
  upgrade: 'socket',
  echo: 'socket',
  messages: 'socket',
  events: 'sse',
  body: 'http',
  held: 'poll',
  idle: 'socket',
}

/** The probe that shows a culprit. */
const probes: Record<Culprit, ProbeName> = {
  'web-away': 'web',
  'signed-out': 'cookies',
  busy: 'sync',
  'origin-unknown': 'origin',
  'origin-rewritten': 'origin',
  'sync-not-routed': 'sync',
  'sync-away': 'sync',
  'upgrade-dropped': 'upgrade',
  'upgrade-not-passed': 'upgrade',
  'socket-swallowed': 'echo',
  'messages-limited': 'messages',
  'events-held-back': 'events',
  'events-cut': 'events',
  'body-limited': 'body',
  'bodies-blocked': 'body',
  'held-cut': 'held',
  'silence-cut': 'idle',
  'silence-cut-early': 'idle',
  'servers-apart': 'clock',
  'device-clock': 'clock',
}

/** How serious what a probe found is; undefined where nothing is wrong with it. */
export function weightOf(probe: ProbeName, diagnoses: readonly Diagnosis[]): Diagnosis['weight'] | undefined {
  return diagnoses.find(({ culprit }) => probes[culprit] === probe)?.weight
}
