import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { programs } from '../programs.ts'
import type { Place, ProxyConfig, ProxyKind } from './place.ts'

const folder = path.resolve(import.meta.dirname, '../../../docs/proxies')
const files: Record<ProxyKind, string> = {
  nginx: 'nginx.conf',
  haproxy: 'haproxy.cfg',
  caddy: 'Caddyfile',
  apache: 'apache.conf',
}

/** The recipe that people are given, on the ports of a test and without its certificate. */
export function readRecipe(kind: ProxyKind, place: Place): ProxyConfig {
  const text = readFileSync(path.join(folder, files[kind]), 'utf8')
  return kind === 'caddy' ? toCaddy(text, place) : { kind, text: withPorts(withoutTls(text), place) }
}

/** Every edit must find its place: a recipe that reads otherwise is not the one that was tried. */
export function edit(text: string, from: string | RegExp, to: string): string {
  const edited = text.replace(from, to)
  if (edited === text) throw new Error(`there is no ${from} in:\n${text}`)
  return edited
}

function withPorts(text: string, { port, web, sync, moreSyncs = [] }: Place): string {
  const listening = edit(text, /(?<=listen )443[^;]*|(?<=bind ):443.*|(?<=VirtualHost )\*:443/, `127.0.0.1:${port}`)
  const nodes = moreSyncs.length === 0 ? listening : withNodes(listening, moreSyncs)
  return edit(edit(nodes, /127\.0\.0\.1:3000/g, `127.0.0.1:${web}`), /127\.0\.0\.1:1234/g, `127.0.0.1:${sync}`)
}

/** As the recipes say: a line like the one that is there for each further node. */
function withNodes(text: string, ports: readonly number[]): string {
  const line = /^ *server (sync )?127\.0\.0\.1:1234.*\n/m.exec(text)?.[0]
  if (line === undefined) throw new Error(`there is no node of sync in:\n${text}`)
  const more = ports.map((port, i) => line.replace('sync ', `sync${i + 2} `).replace('1234', String(port)))
  return text.replace(line, [line, ...more].join(''))
}

function withoutTls(text: string): string {
  const plain = text.replace(/^ *(ssl_certificate|SSL).*\n/gm, '')
  return plain
    .replace(/access_log \S+/, 'access_log access-duplex.log')
    .replace(/CustomLog \S+/, 'CustomLog duplex.log')
}

function toCaddy(text: string, { port, web, sync, moreSyncs = [] }: Place): ProxyConfig {
  const environment = {
    DUPLEX_CADDY_ADMIN: 'off',
    DUPLEX_SITE: `http://127.0.0.1:${port}`,
    DUPLEX_WEB: `127.0.0.1:${web}`,
    DUPLEX_SYNC: ['to', ...[sync, ...moreSyncs].map((node) => `127.0.0.1:${node}`)].join(' '),
  }
  return {
    kind: 'caddy',
    text: isOldCaddy() ? edit(text, /servers \{\s*enable_full_duplex\s*\}/, '') : text,
    environment,
  }
}

/** Debian's 2.6 does not know the option of 2.7. */
function isOldCaddy(): boolean {
  const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(execFileSync(programs.caddy, ['version']).toString()) ?? []
  return Number(major) === 2 && Number(minor) < 7
}
