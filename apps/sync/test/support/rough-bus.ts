import type { Bus, BusListener } from '../../src/bus/bus.ts'

export type RoughBus = Bus & {
  /** All that was to be carried away so far, in order. */
  readonly said: readonly { readonly channel: string; readonly message: Uint8Array }[]
  /** Carries nothing in either direction. */
  cut(): void
  /** Carries again, and says so. */
  restore(): void
  /** Loses each message with this probability, and says nothing. */
  lose(share: number): void
}

/** A bus that a test can break. */
export function toRoughBus(bus: Bus, random: () => number = Math.random): RoughBus {
  let listener: BusListener | undefined
  let [isCut, share] = [false, 0]
  const channels = new Set<string>()
  const said: { channel: string; message: Uint8Array }[] = []
  const isLost = () => isCut || random() < share
  return {
    said,
    open(given) {
      listener = given
      bus.open({
        onMessage: (channel, message) => !isLost() && given.onMessage(channel, message),
        onListening: (now) => !isCut && given.onListening(now),
        onSending: () => !isCut && given.onSending(),
      })
    },
    subscribe(channel) {
      channels.add(channel)
      bus.subscribe(channel)
    },
    unsubscribe(channel) {
      channels.delete(channel)
      bus.unsubscribe(channel)
    },
    publish(channel, message) {
      said.push({ channel, message })
      if (!isLost()) bus.publish(channel, message)
    },
    renew: () => bus.renew(),
    close: () => bus.close(),
    cut() {
      isCut = true
    },
    restore() {
      ;[isCut, share] = [false, 0]
      listener?.onSending()
      listener?.onListening([...channels])
    },
    lose(now) {
      share = now
    },
  }
}
