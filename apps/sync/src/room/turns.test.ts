import { describe, expect, it } from 'vitest'
import { settled } from '../../test/support/memory-store.ts'
import { type Steps, Turns } from './turns.ts'

/** Writes down each step, and whether it came to its end. */
function* walk(name: string, steps: number, story: string[]): Steps<string> {
  try {
    for (let step = 1; step < steps; step++) {
      story.push(`${name}${step}`)
      yield
    }
    story.push(`${name}${steps}`)
    return name
  } finally {
    story.push(`${name} over`)
  }
}

const always = () => true
const begin = async (turns: Turns, steps: Steps<string>, isWanted = always) => await turns.run(steps, isWanted)

describe('Turns', () => {
  it('answers at once where one step is enough', () => {
    expect(new Turns().run(walk('a', 1, []), always)).toBe('a')
  })

  it('takes one step of one work with each turn of the loop, and each work its turn', async () => {
    const [turns, story] = [new Turns(), [] as string[]]
    const both = [begin(turns, walk('a', 3, story)), begin(turns, walk('b', 3, story))]
    expect(story).toEqual(['a1', 'b1'])
    await settled()
    expect(story).toEqual(['a1', 'b1', 'a2'])
    expect(await Promise.all(both)).toEqual(['a', 'b'])
    expect(story).toEqual(['a1', 'b1', 'a2', 'b2', 'a3', 'a over', 'b3', 'b over'])
  })

  it('stops what is not wanted any more, and goes on with the others', async () => {
    const [turns, story] = [new Turns(), [] as string[]]
    let isWanted = true
    const both = [begin(turns, walk('a', 9, story), () => isWanted), begin(turns, walk('b', 2, story))]
    isWanted = false
    expect(await Promise.all(both)).toEqual([undefined, 'b'])
    expect(story).toEqual(['a1', 'b1', 'a over', 'b2', 'b over'])
  })

  it('hands on what a step throws, and goes on with the others', async () => {
    function* fail(): Steps<string> {
      yield
      throw new Error('unreadable')
    }
    const turns = new Turns()
    const failing = begin(turns, fail())
    const other = begin(turns, walk('b', 3, []))
    await expect(failing).rejects.toThrow('unreadable')
    expect(await other).toBe('b')
  })
})
