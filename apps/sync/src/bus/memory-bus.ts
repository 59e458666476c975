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
      },
      subscribe(channel) {
        self.channels.add(channel)
        queueMicrotask(() => self.channels.has(channel) && self.listener?.onListening([channel]))
      },
      unsubscribe: (channel) => void self.channels.delete(channel),
      publish: (channel, message) => this.deliver(channel, message),
      renew: () => undefined,
      close: () => void this.joined.delete(self),
    }
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
