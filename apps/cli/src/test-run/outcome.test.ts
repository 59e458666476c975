import { describe, expect, it } from 'vitest'
import { judge, nothingFound, type Outcome, toExitCode, toSummary } from './outcome.ts'

const failure = { where: 'a.test.ts > adds', why: 'expected 2\nto be 3' }
const nothing = nothingFound()
const sound: Outcome = { ...nothing, passed: 2 }
const bad: Outcome = { ...nothing, passed: 1, skipped: 3, failures: [failure] }
const unsteady: Outcome = { ...sound, repeated: [failure] }

const lastLine = (outcomes: Outcome[]) => toSummary(outcomes).trimEnd().split('\n').at(-1)

describe('the result of a test run', () => {
  it('is one last line, and names skipped tests only where there are some', () => {
    expect(lastLine([sound, sound])).toBe('4 passed, 0 failed')
    expect(lastLine([sound, bad])).toBe('3 passed, 1 failed, 3 skipped')
  })

  it('lists each failure with the beginning of its error', () => {
    expect(toSummary([bad])).toContain('✗ a.test.ts > adds\n    expected 2\n    to be 3\n')
  })

  it('is good where a test passed when it was repeated, and names it', () => {
    expect(toExitCode([unsteady])).toBe(0)
    expect(toSummary([unsteady])).toContain('~ a.test.ts > adds\n    expected 2\n    to be 3\n')
    expect(lastLine([sound, unsteady])).toBe('4 passed, 0 failed, 1 passed only when repeated')
  })

  it('is bad where a test failed, where a runner ran nothing, and where nothing ran', () => {
    expect(toExitCode([sound, sound])).toBe(0)
    expect([[sound, bad], [sound, nothing], []].map(toExitCode)).toEqual([1, 1, 1])
  })

  it('counts a runner that ended badly without a failed test as one failure', () => {
    expect(judge(sound, 'vitest', 'SIGKILL').failures).toHaveLength(1)
    expect(judge(bad, 'vitest', 'exit code 1')).toBe(bad)
    expect(judge(sound, 'vitest', 'exit code 0')).toBe(sound)
  })
})
