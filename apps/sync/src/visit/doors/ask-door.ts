import type { ServerResponse } from 'node:http'
import { limits } from '@duplex/protocol'
import type { Cancel } from '../../clock.ts'
import type { TimerWheel } from '../../timer-wheel.ts'
import type { Carrier, Visit } from '../visit.ts'
import { answerEnding, answerEnvelope } from './answer.ts'

export type Question = {
  /** The client has the server's messages up to this number. */
  readonly after: number
  /** ms that it would wait for an answer. 0: polling; more: long polling. */
  readonly waitMs: number
  readonly response: ServerResponse
  readonly origin: string | undefined
}

/** Answers with what the client has not got, as soon as there is something, and empty-handed when its time is up. */
export function answerQuestion(visit: Visit, question: Question, wheel: TimerWheel): void {
  const held = new HeldAnswer(visit, question)
  if (question.waitMs === 0 || visit.take(question.after, 0).messages.length > 0) held.answer()
  else held.wait(wheel)
}

class HeldAnswer implements Carrier {
  private readonly undo: Cancel[] = []

  constructor(
    private readonly visit: Visit,
    private readonly question: Question,
  ) {}

  wait(wheel: TimerWheel): void {
    const waitMs = Math.min(this.question.waitMs, limits.maxPollWaitMs)
    this.undo.push(
      this.visit.attach(this),
      wheel.after(waitMs, () => this.answer()),
    )
    this.question.response.on('close', () => this.stop())
  }

  answer(): void {
    this.stop()
    const { response, origin, after } = this.question
    if (response.writableEnded || response.destroyed) return
    if (this.visit.ending) answerEnding(response, origin, this.visit.ending)
    else answerEnvelope(response, origin, this.visit.take(after, limits.maxCarriedBytes))
  }

  onNews(): void {
    // What is said to one client in one turn of the event loop goes into one answer.
    setImmediate(() => this.answer())
  }

  onPing(): void {
    // An answer is under way within `maxPollWaitMs`, and the next question is the sign.
  }

  onEnded(): void {
    this.answer()
  }

  onReplaced(): void {
    this.answer()
  }

  private stop(): void {
    for (const undo of this.undo.splice(0)) undo()
  }
}
