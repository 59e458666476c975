import type { Bus, BusListener } from './bus.ts'

type Joined = { readonly channels: Set<string>; listener?: BusListener }

/** Joins the nodes of one process, of which there is one but in tests. */
export class MemoryHub {
  private readonly joined = new Set<Joined>()

  join(): Bus {
    const self: Joined = { channels: new Set() }
    this.joined.add(self)
    return {
      open: (listener) => {
        self.listener = listener
        this.greet(self)
      },
      subscribe: (channel) => {
        self.channels.add(channel)
        this.listen(self, [channel])
      },
      unsubscribe: (channel) => void self.channels.delete(channel),
      publish: (channel, message) => this.deliver(channel, message),
      renew: () => this.greet(self),
      close: () => void this.joined.delete(self),
    }
  }

  /** As where a connection is new, though here is none that could break. */
  private greet(self: Joined): void {
    queueMicrotask(() => this.joined.has(self) && self.listener?.onSending())
    if (self.channels.size > 0) this.listen(self, [...self.channels])
  }

  private listen(self: Joined, channels: readonly string[]): void {
    queueMicrotask(() => {
      if (this.joined.has(self)) self.listener?.onListening(channels.filter((channel) => self.channels.has(channel)))
    })
  }

  /** After whoever publishes is done with what it does. */
  private deliver(channel: string, message: Uint8Array): void {
    for (const joined of this.joined) {
      queueMicrotask(() => {
        if (this.joined.has(joined) && joined.channels.has(channel)) joined.listener?.onMessage(channel, message)
      })
    }
  }
}
