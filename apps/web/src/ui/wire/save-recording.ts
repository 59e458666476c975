import { toExport } from '@duplex/protocol/wire'
import type { Recording } from './use-wire-log.ts'

/** Gives the recording to the person as a file, without what others wrote. */
export function saveRecording({ log, isOwn }: Recording): void {
  const json = JSON.stringify(toExport(log, isOwn), null, 2)
  const url = URL.createObjectURL(new Blob([json], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = `duplex-wire-${new Date().toISOString().replaceAll(':', '-').slice(0, 19)}.json`
  link.click()
  URL.revokeObjectURL(url)
}
