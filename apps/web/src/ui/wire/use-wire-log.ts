import type { OpenDocument } from '@duplex/editor/client'
import { readDeeds } from '@duplex/editor/wire'
import { WireLog } from '@duplex/protocol/wire'
import { useEffect, useMemo } from 'react'
import { watchPageRequests } from './page-requests.ts'

export type Recording = {
  readonly log: WireLog
  /** Whether this page writes under the Yjs client id. */
  readonly isOwn: (client: number) => boolean
}

/** Watches the document's wire while the component is mounted, and has the server tell what it sees. */
export function useWireLog(open: OpenDocument): Recording {
  const recording = useMemo(() => createRecording(open), [open])
  useEffect(() => {
    const { log } = recording
    log.start()
    open.inspect('on')
    const stopWatching = watchPageRequests(log)
    return () => {
      stopWatching()
      open.inspect('off')
      log.stop()
    }
  }, [open, recording])
  return recording
}

function createRecording(open: OpenDocument): Recording {
  const own = new Set<number>()
  const isOwn = (client: number) => {
    // Yjs changes the id when another page has the same.
    own.add(open.connected.doc.clientID)
    return own.has(client)
  }
  const interpret = (update: Uint8Array) => readDeeds(update, open.connected.doc)
  return { log: new WireLog({ tap: open.tap, isOwn, interpret }), isOwn }
}
