import { randomBytes, randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createReadiness } from '../src/http/readiness.ts'
import { useFixture } from './support/fixture.ts'
import { createManualClock } from './support/manual-clock.ts'
import { until } from './support/until.ts'

describe('abuse of HTTP', () => {
  const fixture = useFixture()

  it.each([
    ['foreign origin', `/sync/v1/${randomUUID()}`, 'Origin: https://evil.example\r\n', '403'],
    ['wrong path', '/elsewhere', '', '404'],
  ])('L4 a handshake refused for a %s leaves no socket behind, though its client never closes', async (...row) => {
    const [, path, header, status] = row
    const server = await fixture.start()
    const socket = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true })
    let answer = ''
    let isBroken = false
    socket.on('data', (chunk) => {
      answer += chunk.toString()
    })
    socket.on('error', () => {
      isBroken = true
    })
    const key = randomBytes(16).toString('base64')
    const upgrade = 'Host: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n'
    socket.write(`GET ${path} HTTP/1.1\r\n${upgrade}Sec-WebSocket-Key: ${key}\r\n${header}\r\n`)
    await until('it is refused', () => answer.includes(status))
    // A socket that is only half closed takes this in; one that is gone answers with a reset.
    await until('nobody is there any more', () => {
      if (!isBroken) socket.write('x')
      return isBroken
    })
    socket.destroy()
  })

  it('asks the database once for all who ask whether the server is ready, and again for those who ask later', async () => {
    let asked = 0
    const answers: (() => void)[] = []
    const probe = () => {
      asked++
      return new Promise<void>((resolve) => answers.push(resolve))
    }
    const redis = () => 'absent' as const
    const readiness = createReadiness({ clock: createManualClock(), redis, probe, isDraining: () => false })
    const many = Array.from({ length: 100 }, () => readiness())
    expect(asked).toBe(1)
    answers[0]?.()
    expect((await Promise.all(many)).every(({ isReady }) => isReady)).toBe(true)
    const later = readiness()
    expect(asked).toBe(2)
    answers[1]?.()
    await later
  })
})
