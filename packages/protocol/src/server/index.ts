export { readTicket, signTicket, type Ticket } from './ticket.ts'
