/** Proxies whose configuration we can name lines of. `file`: the whole recipe; `isRun`: our tests start it. */
export const proxies = {
  nginx: { label: 'nginx', file: 'docs/proxies/nginx.conf', isRun: true },
  caddy: { label: 'Caddy', file: 'docs/proxies/Caddyfile', isRun: true },
  traefik: { label: 'Traefik', file: 'docs/proxies/traefik.yaml', isRun: false },
  apache: { label: 'Apache', file: 'docs/proxies/apache.conf', isRun: true },
  haproxy: { label: 'HAProxy', file: 'docs/proxies/haproxy.cfg', isRun: true },
} as const

export type ProxyName = keyof typeof proxies

export const proxyNames = Object.keys(proxies) as ProxyName[]
