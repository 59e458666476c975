import type { Place, ProxyConfig } from './place.ts'
import { edit, readRecipe } from './recipes.ts'

/** What somebody gets wrong, each in the recipe that is otherwise right. */
export type Fault = 'no upgrade' | 'silence is cut' | 'events are held back' | 'bodies of 8 KiB' | 'another origin'

const firstLineOfSync = 'proxy_pass http'
const frontend = 'default_backend web'

/** nginx with one fault. `silentSeconds`: after which a silent socket is cut. */
export function brokenNginx(place: Place, fault: Fault, silentSeconds: number): ProxyConfig {
  const { text } = readRecipe('nginx', place)
  const inSync = (line: string) => edit(text, firstLineOfSync, `${line}\n    ${firstLineOfSync}`)
  const edits: Record<Fault, () => string> = {
    'no upgrade': () => edit(text, /\n *proxy_set_header Upgrade .*\n *proxy_set_header Connection .*/, ''),
    'silence is cut': () => edit(text, /proxy_read_timeout 90s/, `proxy_read_timeout ${silentSeconds}s`),
    // Either alone does not: from an answer in chunks nginx takes what there is, and gzip is told when to let go.
    'events are held back': () =>
      edit(
        text,
        'proxy_buffering off;',
        'proxy_buffering on; proxy_ignore_headers X-Accel-Buffering; gzip on; gzip_types text/event-stream;',
      ),
    'bodies of 8 KiB': () => edit(text, /client_max_body_size .*;/, 'client_max_body_size 8k;'),
    'another origin': () => inSync('proxy_set_header Origin http://127.0.0.1:1234;'),
  }
  return { kind: 'nginx', text: edits[fault]() }
}

/** HAProxy with one fault; it never holds events back. */
export function brokenHaproxy(
  place: Place,
  fault: Exclude<Fault, 'events are held back'>,
  silentSeconds: number,
): ProxyConfig {
  const { text } = readRecipe('haproxy', place)
  const inFrontend = (lines: string) => edit(text, frontend, `${frontend}\n${lines}`)
  const edits: Record<typeof fault, () => string> = {
    'no upgrade': () => inFrontend('  http-request del-header Upgrade'),
    'silence is cut': () =>
      edit(edit(text, /timeout (client|server) 310s/g, `timeout $1 ${silentSeconds}s`), / {2}timeout tunnel .*\n/, ''),
    'bodies of 8 KiB': () =>
      inFrontend('  option http-buffer-request\n  http-request deny deny_status 413 if { req.body_size gt 8192 }'),
    'another origin': () => inFrontend('  http-request set-header Origin http://sync.internal if { path_beg /sync/ }'),
  }
  return { kind: 'haproxy', text: edits[fault]() }
}
