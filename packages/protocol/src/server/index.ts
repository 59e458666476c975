export { resolveClientAddress, toAddressBlock } from './client-address.ts'
export { readOrCreateSecrets, type Secrets, SecretsError } from './secrets.ts'
export { readTicket, signTicket, type Ticket, toTicketKey } from './ticket.ts'
export { type TrustedProxies, trustedProxiesSchema } from './trusted-proxies.ts'
