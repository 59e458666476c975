import { bothWays, type ChaosKnobs, calm } from './knobs.ts'

export const presetNames = ['train-tunnel', 'hotel-wifi', 'idle-proxy', 'laptop-lid', 'broken-middle'] as const

export type PresetName = (typeof presetNames)[number]

/** Knobs, and what is done once. */
export type Preset = { readonly knobs: ChaosKnobs; readonly cutMs?: number; readonly goesDead?: true }

/** `idleCutMs` is below the 20 s after which the server says something, and far below what real proxies allow. */
export const presets: Readonly<Record<PresetName, Preset>> = {
  'train-tunnel': { knobs: { ...calm, ...bothWays({ delayMs: 150, jitterMs: 200, lost: 0.02 }) }, cutMs: 8_000 },
  'hotel-wifi': { knobs: { ...calm, ...bothWays({ delayMs: 120, jitterMs: 250, lost: 0.08, swapped: 0.05 }) } },
  'idle-proxy': { knobs: { ...calm, idleCutMs: 15_000 } },
  'laptop-lid': { knobs: calm, goesDead: true },
  'broken-middle': {
    knobs: { ...calm, ...bothWays({ lost: 0.02, twice: 0.05, swapped: 0.05 }), unit: 'messages' },
  },
}
