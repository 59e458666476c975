/** Bytes that all rooms of a node hold together until they are committed. */
export class ByteBudget {
  private taken = 0

  constructor(private readonly maxBytes: number) {}

  get bytes(): number {
    return this.taken
  }

  hasSpaceFor(bytes: number): boolean {
    return this.taken + bytes <= this.maxBytes
  }

  take(bytes: number): void {
    this.taken += bytes
  }

  give(bytes: number): void {
    this.taken -= bytes
  }
}
