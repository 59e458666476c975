import { describe, expect, it } from 'vitest'
import { useFixture } from './support/fixture.ts'
import { until } from './support/until.ts'

describe('ST storage', () => {
  const fixture = useFixture()

  it('ST1 stores an edit, shows it to others and acknowledges it', async () => {
    const server = await fixture.start()
    const documentId = await fixture.world.addDocument()
    const [ada, bob] = await Promise.all([fixture.world.addPerson('Ada'), fixture.world.addPerson('Bob')])
    const a = await (await fixture.connect(server, documentId, ada)).sync()
    const b = await (await fixture.connect(server, documentId, bob)).sync()
    a.text.insert(0, 'hello')
    await until('Bob sees it', () => b.text.toString() === 'hello')
    await a.stored()
    expect(await fixture.world.readText(documentId)).toBe('hello')
  })
})
