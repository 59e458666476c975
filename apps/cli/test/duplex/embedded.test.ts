import path from 'node:path'
import { expect, it } from 'vitest'
import { createPlace, RunningLauncher } from '../launcher/running-launcher.ts'
import { useDesk } from './desk.ts'
import { writeDocument } from './written-documents.ts'

const boot = path.join(import.meta.dirname, '../../bin/boot.mjs')
const desk = useDesk()

it('goes into the embedded database of a new data folder, which runs for as long as the command', async () => {
  const { id: userId } = await desk.prisma.user.create({ data: { email: 'ada@example.org', name: 'Ada' } })
  await writeDocument(desk.prisma, { userId, words: ['tea', 'and', 'cake'] })
  await desk.run(['backup', 'one.backup'])
  const place = await createPlace(undefined)
  const run = async (...args: string[]) => {
    const command = new RunningLauncher(place, [boot, 'duplex', ...args], { INIT_CWD: desk.folder })
    return { code: await command.exited, output: command.output }
  }
  const restored = await run('restore', 'one.backup')
  expect(restored).toMatchObject({ code: 0, output: expect.stringMatching(/About tea .* 3\n/) })
  const verified = await run('verify', '--since', 'one.backup.restored.json')
  expect(verified).toMatchObject({ code: 0, output: expect.stringContaining('3 updates, 0 snapshots: all sound') })
  await place.remove()
})
