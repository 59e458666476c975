export { type Chaos, type ChaosParts, createChaos, isOn } from './chaos.ts'
export type { ChaosState, ChaosTallies } from './chaos-state.ts'
export {
  bothWays,
  type ChaosKnobs,
  calm,
  type FaultUnit,
  isSameKnobs,
  type WayKnobs,
} from './knobs.ts'
export { type Preset, type PresetName, presetNames, presets } from './presets.ts'
export { createSeededRandom } from './seeded-random.ts'
