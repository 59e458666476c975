/** Whether a path (without its query) is that of a body that comes as it is made, over any time. */
export function isStreamPath(path: string): boolean {
  return /^\/api\/v1\/documents\/[^/]+\/stream$/.test(path)
}
