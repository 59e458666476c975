import { Client, type ClientConfig } from 'pg'

/** One connection for as long as `use` runs. One that breaks between two queries fails the next of them. */
export async function withClient<T>(config: ClientConfig, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(config)
  // An error event that nobody listens to ends the process.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return await use(client)
  } finally {
    await client.end()
  }
}
