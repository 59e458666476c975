import { type Job, type Knob, toJob } from './job.ts'

export const presetNames = ['typing', 'chat', 'dashboard', 'idle'] as const
export type PresetName = (typeof presetNames)[number]

/** Jobs that people know. What they leave out is as usual. */
export const presets: Readonly<Record<PresetName, Job>> = {
  typing: preset({ editsPerTenSeconds: 40, payloadBytes: 4, answers: 1 }),
  chat: preset({ editsPerTenSeconds: 5, payloadBytes: 80, idlePercent: 40, answers: 1, pollIntervalMs: 2_000 }),
  dashboard: preset({ editsPerTenSeconds: 20, payloadBytes: 200, answers: 0 }),
  idle: preset({ editsPerTenSeconds: 10, payloadBytes: 20, idlePercent: 60, answers: 0, seconds: 20 }),
}

function preset(wished: Partial<Record<Knob, number>>): Job {
  return toJob(wished)
}
