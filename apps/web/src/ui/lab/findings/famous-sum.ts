/** What one question and its answer take when there is nothing new, in bytes, heads and bodies. */
type SumParts = {
  readonly people: number
  readonly pollIntervalMs: number
  readonly bytesPerPoll: number
  /** News that one person hears in a minute. */
  readonly newsPerMinute: number
}

export type FamousSum = {
  readonly requestsPerSecond: number
  readonly requestsPerDay: number
  readonly bytesPerSecond: number
  readonly bytesPerDay: number
  /** Share of the answers that hold nothing, where each piece of news falls into a poll of its own. */
  readonly emptyShare: number
}

const secondsPerDay = 86_400

/** What it takes that so many people ask again and again whether there is something new. */
export function sumUpPolling({ people, pollIntervalMs, bytesPerPoll, newsPerMinute }: SumParts): FamousSum {
  const requestsPerSecond = (people * 1_000) / pollIntervalMs
  const pollsPerMinute = 60_000 / pollIntervalMs
  return {
    requestsPerSecond,
    requestsPerDay: requestsPerSecond * secondsPerDay,
    bytesPerSecond: requestsPerSecond * bytesPerPoll,
    bytesPerDay: requestsPerSecond * bytesPerPoll * secondsPerDay,
    emptyShare: Math.max(0, 1 - newsPerMinute / pollsPerMinute),
  }
}
