export { type ReceivedSpan, startReceiver, type TraceReceiver } from './trace-receiver.ts'
