import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { isFree } from '../stack/ports.ts'
import type { Composition } from './composition.ts'
import { readSettings } from './documented.ts'

const run = promisify(execFile)
const here = path.resolve(import.meta.dirname, '../..')

/** A name under which machines know themselves, so that the proxy signs for it by itself. */
const ownName = 'duplex.localhost'

type Say = (what: string, isKept?: boolean) => void

/** What the block for TLS on this machine promises, with the certificate of the authority that it exported. */
export async function checkTls(composition: Composition, say: Say): Promise<void> {
  const authority = composition.pathOf('duplex-root.crt')
  const url = 'https://localhost:8443'
  const visit = ['--import', 'tsx', path.join(import.meta.dirname, 'secure-visit.ts'), url]
  await run(process.execPath, visit, { cwd: here, env: { ...process.env, NODE_EXTRA_CA_CERTS: authority } })
  say('a page over HTTP/2 that names HTTP/3, and two clients over secure WebSockets, by the exported authority')
  const { stdout: version } = await run('curl', ['--version'])
  if (!/^Features:.*\bHTTP3\b/m.test(version)) return say('HTTP/3 itself was left out: this curl has none')
  const args = ['--fail', '--silent', '--http3-only', '--cacert', authority, `${url}/api/v1/healthz`]
  await run('curl', args)
  say('the same over HTTP/3')
}

/** The settings for a name of one's own, with a name for which no public authority is needed. */
export async function checkOwnName(composition: Composition, say: Say): Promise<void> {
  for (const port of [80, 443]) {
    if (!(await isFree(port))) return say(`a name of one's own was left out: port ${port} of this machine is taken`)
  }
  const settings = readSettings('With a name of your own').replaceAll('docs.example.org', ownName)
  await composition.withSettings(settings, async () => {
    const authority = composition.pathOf('duplex-root.crt')
    const curl = async (...args: string[]) => {
      const shown = ['--output', '/dev/null', '--write-out', '%{http_version} %{http_code} %{redirect_url}']
      const to = ['--resolve', `${ownName}:443:127.0.0.1`, '--resolve', `${ownName}:80:127.0.0.1`]
      return (await run('curl', ['--silent', '--cacert', authority, ...shown, ...to, ...args])).stdout.trim()
    }
    const page = await curl(`https://${ownName}/sign-in`)
    say(`a page of ${ownName}: ${page}`, page === '2 200')
    const plain = await curl(`http://${ownName}/sign-in`)
    say(`its address without TLS: ${plain}`, plain === `1.1 308 https://${ownName}/sign-in`)
    const sendFrom = (origin: string) =>
      curl('--header', `origin: ${origin}`, '--json', '{}', `https://${ownName}/api/auth/sign-in/email`)
    const [own, strange] = [await sendFrom(`https://${ownName}`), await sendFrom('https://localhost:8443')]
    say(
      `what its pages send is heard, and what others do refused: ${own}, ${strange}`,
      own === '2 422' && strange === '2 403',
    )
  })
}
