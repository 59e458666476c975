/** `SYNC_SEED` runs one seed again; `SYNC_RUNS` says how many random ones are run instead of `usual`. */
export function seedsFor(usual: number): number[] {
  const { SYNC_SEED: seed, SYNC_RUNS: runs } = process.env
  if (seed !== undefined) return [Number(seed)]
  return Array.from({ length: Number(runs ?? usual) }, () => Math.floor(Math.random() * 2 ** 31))
}
