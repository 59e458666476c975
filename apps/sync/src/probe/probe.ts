import { limits, type SeenRequest } from '@duplex/protocol'

/** Something of a probe that goes on: it is told when the probe is over. */
type Part = { end(): void }

/** What one person does to find out about their connection: bounded in time, requests, and bytes both ways. */
export class Probe {
  private readonly parts = new Set<Part>()
  private readonly requests: SeenRequest[] = []
  private bytes = 0
  private over = false

  /** `onOver` is called once. */
  constructor(
    readonly userId: string,
    private readonly onOver: () => void,
  ) {}

  get isOver(): boolean {
    return this.over
  }

  /** Every request that came, the oldest first. */
  get seen(): readonly SeenRequest[] {
    return this.requests
  }

  /** False where there were enough. */
  see(request: SeenRequest): boolean {
    if (this.over || this.requests.length >= limits.maxProbeRequests) return false
    this.requests.push(request)
    return true
  }

  /** False where the probe has carried as much as it may. */
  carry(bytes: number): boolean {
    this.bytes += bytes
    return !this.over && this.bytes <= limits.maxProbeBytes
  }

  /** Undefined where too much goes on at the same time. Whoever is attached calls what it is given when it is done. */
  attach(part: Part): (() => void) | undefined {
    if (this.over || this.parts.size >= limits.maxOpenProbeRequests) return undefined
    this.parts.add(part)
    return () => void this.parts.delete(part)
  }

  end(): void {
    if (this.over) return
    this.over = true
    for (const part of [...this.parts]) part.end()
    this.parts.clear()
    this.onOver()
  }
}
