export { readOrCreateSecrets, type Secrets, SecretsError } from './secrets.ts'
export { readTicket, signTicket, type Ticket, toTicketKey } from './ticket.ts'
