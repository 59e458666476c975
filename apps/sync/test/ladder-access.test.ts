import { closeTable, type Role, roles } from '@duplex/protocol'
import { transportNames } from '@duplex/protocol/client'
import { describe, expect, it } from 'vitest'
import { useFixture } from './support/fixture.ts'
import { until } from './support/until.ts'
import { emptyStep1, envelopeOf, setVisitScene, type VisitScene, writing } from './support/visit-scene.ts'
import type { Listening } from './support/visitor.ts'

/** What a role may do at every door. */
const mayWrite: Record<Role, boolean> = { owner: true, editor: true, commenter: false, viewer: false }

const cells = roles.flatMap((role) => transportNames.map((transport) => ({ role, transport })))

/** Says messages over one transport, and answers with what was heard: types of messages, and the code of the end. */
const say: Record<
  (typeof transportNames)[number],
  (
    scene: VisitScene,
    role: Role,
    said: readonly Uint8Array[],
  ) => Promise<{ heard(): Promise<number[]>; code(): Promise<number | undefined> }>
> = {
  websocket: async ({ server, documentId, person }, role, said) => {
    const client = await (await fixture.connect(server, documentId, person, { role })).opened()
    const types: number[] = []
    client.ws.on('message', (data: Buffer) => types.push(data[0] as number))
    for (const message of said) client.send(message)
    return { heard: async () => types, code: async () => client.closed?.code }
  },
  sse: async ({ visit }, role, said) => {
    const visitor = await visit(role)
    const stream = (await visitor.listen(0)) as Listening
    await visitor.say(1, said)
    const types = () => stream.events.flatMap(({ envelope }) => envelope.messages.map(([type]) => type as number))
    return { heard: async () => types(), code: async () => stream.problem?.code }
  },
  'long-polling': async ({ visit }, role, said) => await askAgainAndAgain(await visit(role), said, 1),
  polling: async ({ visit }, role, said) => await askAgainAndAgain(await visit(role), said, 0),
}

async function askAgainAndAgain(
  visitor: Awaited<ReturnType<VisitScene['visit']>>,
  said: readonly Uint8Array[],
  waitSeconds: number,
) {
  await visitor.say(1, said)
  const types: number[] = []
  let have = 0
  let code: number | undefined
  const ask = async () => {
    const answer = await visitor.ask(have, waitSeconds)
    if ('code' in answer) code = answer.code
    else {
      types.push(...envelopeOf(answer).messages.map(([type]) => type as number))
      have += envelopeOf(answer).messages.length
    }
  }
  return {
    heard: async () => {
      if (code === undefined) await ask()
      return types
    },
    code: async () => {
      if (code === undefined) await ask()
      return code
    },
  }
}

const fixture = useFixture()

describe('T1 V1 roles at every rung', () => {
  it.each(cells)('T1 V1 by $transport, a $role does what the role allows', async ({ role, transport }) => {
    const scene = await setVisitScene(fixture)
    const reading = await say[transport](scene, role, [emptyStep1])
    await until('the document is read', async () => (await reading.heard()).filter((type) => type === 0).length >= 2)
    expect(await reading.code()).toBeUndefined()
    const writer = await say[transport](scene, role, [emptyStep1, writing(7, 'written')])
    if (mayWrite[role]) {
      await until('it is stored', async () => (await fixture.world.readText(scene.documentId)) === 'written')
      expect(await writer.code()).toBeUndefined()
    } else {
      expect(await until('it is ended', () => writer.code())).toBe(closeTable.forbidden.code)
      expect(await fixture.world.readText(scene.documentId)).toBe('')
    }
  })
})
