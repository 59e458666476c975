import { type TransportName, transportNames } from '@duplex/protocol/client'
import { useSearchParams } from 'next/navigation'

/** `?transport=websocket|sse|long-polling|polling`: how this page is to be connected. Anything else means: choose. */
export function usePinnedTransport(): TransportName | undefined {
  const asked = useSearchParams().get('transport')
  return transportNames.find((name) => name === asked)
}
