import type { WireRow } from '@duplex/protocol/wire'
import { CloseDetails, HandshakeDetails, RetryDetails } from './connection-details.tsx'
import classes from './details.module.css'
import { MessageDetails } from './message-details.tsx'
import { ControlDetails, RequestDetails } from './request-details.tsx'
import type { RowWords } from './use-row-words.ts'

type RowDetailsProps = { row: WireRow; words: RowWords; urlOf: (requestId: number) => string | undefined }

/** All that is known of a row, each value with who saw it. */
export function RowDetails({ row, words, urlOf }: RowDetailsProps) {
  return (
    <div className={classes.details} data-testid="wire-details">
      <Content row={row} words={words} urlOf={urlOf} />
    </div>
  )
}

function Content({ row, words, urlOf }: RowDetailsProps) {
  switch (row.kind) {
    case 'message':
      return <MessageDetails row={row} words={words} urlOf={urlOf} />
    case 'handshake':
      return <HandshakeDetails row={row} />
    case 'close':
      return <CloseDetails row={row} />
    case 'retry':
      return <RetryDetails row={row} />
    case 'request':
      return <RequestDetails row={row} />
    case 'control':
      return <ControlDetails row={row} />
  }
}
