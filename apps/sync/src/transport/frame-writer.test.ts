import { Duplex } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { FrameWriter } from './frame-writer.ts'

/** A socket that keeps what it was told to write, call by call. */
class Recorder extends Duplex {
  readonly calls: Buffer[] = []

  override _read(): void {
    // Nobody speaks.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.calls.push(chunk)
    done()
  }

  override _writev(chunks: readonly { readonly chunk: Buffer }[], done: () => void): void {
    this.calls.push(Buffer.concat(chunks.map(({ chunk }) => chunk)))
    done()
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('frame writer', () => {
  it.each([
    [0, [0x82, 0]],
    [125, [0x82, 125]],
    [126, [0x82, 126, 0, 126]],
    [65_535, [0x82, 126, 0xff, 0xff]],
    [65_536, [0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0]],
    [20_000_000, [0x82, 127, 0, 0, 0, 0, 0x01, 0x31, 0x2d, 0x00]],
  ])('puts the header of RFC 6455 before %i bytes', async (length, header) => {
    const socket = new Recorder()
    const message = new Uint8Array(length).fill(7)
    new FrameWriter().write(socket, message)
    await turn()
    const written = Buffer.concat(socket.calls)
    expect([...written.subarray(0, header.length)]).toEqual(header)
    expect(written.subarray(header.length).equals(message)).toBe(true)
  })

  it('writes all that a socket gets in one turn in one call, in order', async () => {
    const [one, other] = [new Recorder(), new Recorder()]
    const frames = new FrameWriter()
    const messages = [new Uint8Array([1]), new Uint8Array(20_000).fill(2), new Uint8Array([3])]
    for (const message of messages) for (const socket of [one, other]) frames.write(socket, message)
    expect(one.calls).toEqual([])
    await turn()
    frames.write(one, new Uint8Array([4]))
    await turn()
    expect(one.calls.map((call) => call.length)).toEqual([3 + 20_004 + 3, 3])
    expect(other.calls.map((call) => call.length)).toEqual([3 + 20_004 + 3])
    expect([one.calls[0]?.at(2), one.calls[0]?.at(-1), one.calls[1]?.at(-1)]).toEqual([1, 3, 4])
  })

  it('does not take a message for the one before it that has the same bytes', async () => {
    const socket = new Recorder()
    const frames = new FrameWriter()
    for (const byte of [1, 2]) frames.write(socket, new Uint8Array([byte]))
    await turn()
    expect(socket.calls.map((call) => [...call])).toEqual([[0x82, 1, 1, 0x82, 1, 2]])
  })
})
