/** `warning`: it works, and somebody should look. `failure`: Duplex does not work, or not for long. */
export type FindingVerdict = 'good' | 'warning' | 'failure'

/** One line of the doctor. Security: holds no password; a URL in it has lost its own. */
export type Finding = { readonly about: string; readonly verdict: FindingVerdict; readonly detail: string }

export function toFinding(about: string, verdict: FindingVerdict, detail: string): Finding {
  return { about, verdict, detail }
}
