/**
 * Sentences for the errors that an operating system gives and a person can repair.
 * @type {Record<string, (path: string) => string>}
 */
const sentences = {
  ENOSPC: (path) => `The disk is full${path}: free some space and start again.`,
  EDQUOT: (path) => `The disk quota is used up${path}: free some space and start again.`,
  EACCES: (path) => `This user may not write${path}: change the owner of the folder, or choose another one.`,
  EPERM: (path) => `This user may not write${path}: change the owner of the folder, or choose another one.`,
  EROFS: (path) => `The file system is read-only${path}: choose a folder that can be written.`,
  EMFILE: () => 'Too many files are open: raise the limit (ulimit -n) and start again.',
}

/** How the programs that are started say that the disk is full. */
const diskFull = /\bENOSPC\b|No space left on device|os error 28\b/i

/**
 * What the output of a failed program says about the disk, or undefined.
 * @param {string} output
 */
export function diskProblemIn(output) {
  return diskFull.test(output) ? 'The disk is full: free some space and start again.' : undefined
}

/**
 * One sentence for a person, never a stack trace.
 * @param {unknown} error
 * @returns {string}
 */
export function sentenceOf(error) {
  if (!(error instanceof Error)) return String(error)
  const { code, path } = /** @type {NodeJS.ErrnoException} */ (error)
  const sentence = code === undefined ? undefined : sentences[code]
  return sentence ? sentence(path ? ` (${path})` : '') : error.message
}
