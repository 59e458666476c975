import type { ProxyKind } from './place.ts'

type Surroundings = { folder: string; port: number }

/** A recipe is a file among others of its program; this puts around it what the program wants, all inside `folder`. */
export function toWholeConfig(kind: ProxyKind, text: string, surroundings: Surroundings): string {
  if (kind === 'nginx') return toNginx(text, surroundings)
  return kind === 'apache' ? toApache(text, surroundings) : text
}

const isRoot = process.getuid?.() === 0

function toNginx(text: string, { folder }: Surroundings): string {
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const temporary = kinds.map((kind) => `${kind}_temp_path ${folder}/${kind};`).join('\n')
  // The folder is of whoever runs the tests, and root's nginx would work as somebody else.
  return `${isRoot ? 'user root;' : ''}
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
events { worker_connections 256; }
http {
${temporary}
access_log ${folder}/access.log;
${text}
}
`
}

const apacheModules = [
  'mpm_event',
  'authz_core',
  'proxy',
  'proxy_http',
  'headers',
  'setenvif',
  'reqtimeout',
  'deflate',
  'filter',
]

function toApache(text: string, { folder, port }: Surroundings): string {
  const modules = apacheModules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`)
  return `ServerRoot ${folder}
DefaultRuntimeDir ${folder}
PidFile ${folder}/apache.pid
ErrorLog ${folder}/error.log
Listen 127.0.0.1:${port}
ServerName 127.0.0.1
${modules.join('\n')}
${isRoot ? 'User www-data\nGroup www-data' : ''}
${text}
`
}
