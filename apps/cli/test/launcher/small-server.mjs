/**
 * Stands in for web and sync: answers every request on its port with 200, and appends its name to the file when it is
 * asked to end. `FAILING` names the one that ends at once.
 */
import { appendFileSync } from 'node:fs'
import { createServer } from 'node:http'

const [name = '', port, endedFile = ''] = process.argv.slice(2)
if (process.env.FAILING === name) {
  process.stderr.write(`${name} has a reason to fail\n`)
  process.exit(3)
}
createServer((_, response) => response.end('ready')).listen(Number(port), '127.0.0.1')
process.on('SIGTERM', () => {
  appendFileSync(endedFile, `${name}\n`)
  process.exit(0)
})
