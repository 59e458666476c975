import type { FixName } from '@duplex/protocol/doctor'
import type { ProxyName } from './proxies.ts'

/** What stands in a proxy's configuration where all is well; what should not stand there is in comments. */
export const fixes: Record<Exclude<FixName, 'settings'>, Record<ProxyName, string>> = {
  routing: {
    nginx: `location /sync/ {
  proxy_pass http://127.0.0.1:1234;
}
location / {
  proxy_pass http://127.0.0.1:3000;
}`,
    caddy: `handle /sync/* {
	reverse_proxy 127.0.0.1:1234
}
handle {
	reverse_proxy 127.0.0.1:3000
}`,
    traefik: `rule: "Host(\`docs.example.org\`) && PathPrefix(\`/sync/\`)"
service: sync
servers: [{ url: "http://127.0.0.1:1234" }]`,
    apache: `ProxyPass /sync/ http://127.0.0.1:1234/sync/ upgrade=websocket timeout=90 flushpackets=on
ProxyPass /      http://127.0.0.1:3000/      timeout=310 flushpackets=on`,
    haproxy: `  use_backend sync if { path_beg /sync/ }
  default_backend web
backend sync
  server sync 127.0.0.1:1234
backend web
  server web 127.0.0.1:3000`,
  },
  upgrade: {
    nginx: `map $http_upgrade $connection_to_sync {
  default upgrade;
  ''      '';
}
location /sync/ {
  proxy_pass http://127.0.0.1:1234;
  proxy_http_version 1.1;
  proxy_set_header Upgrade $http_upgrade;
  proxy_set_header Connection $connection_to_sync;
}`,
    caddy: `# Caddy passes upgrades on by itself. Take out what deletes them, such as
#   header_up -Upgrade
handle /sync/* {
	reverse_proxy 127.0.0.1:1234
}`,
    traefik: `# Traefik passes upgrades on by itself. Take out a headers middleware that changes them, such as
#   customRequestHeaders: { Upgrade: "" }`,
    apache: `ProxyPass /sync/ http://127.0.0.1:1234/sync/ upgrade=websocket timeout=90 flushpackets=on`,
    haproxy: `# HAProxy passes upgrades on by itself in this mode. Take out what deletes them, such as
#   http-request del-header Upgrade
  mode http`,
  },
  silence: {
    nginx: `location /sync/ {
  proxy_read_timeout 90s;
  proxy_send_timeout 90s;
}`,
    caddy: `# Caddy waits for as long as it takes. Take out what ends it, such as
#   stream_timeout 60s
#   transport http { read_timeout 60s }`,
    traefik: `transport:
  respondingTimeouts:
    readTimeout: 0
    idleTimeout: 180s`,
    apache: `ProxyPass /sync/ http://127.0.0.1:1234/sync/ upgrade=websocket timeout=90 flushpackets=on`,
    haproxy: `  timeout client 310s
  timeout server 310s
  timeout tunnel 1h`,
  },
  buffering: {
    nginx: `# Take out: proxy_ignore_headers X-Accel-Buffering, and gzip of text/event-stream.
location /sync/ {
  proxy_buffering off;
}`,
    caddy: `# Caddy passes event streams on as they come. Take out what gathers them below /sync, such as
#   encode zstd gzip
#   flush_interval 5s`,
    traefik: `# Take out the buffering and the compress middleware.
responseForwarding: { flushInterval: 100ms }`,
    apache: `SetEnvIf Request_URI "^/sync/|^/api/v1/events|/stream$" no-gzip=1
ProxyPass /sync/ http://127.0.0.1:1234/sync/ upgrade=websocket timeout=90 flushpackets=on`,
    haproxy: `# HAProxy passes event streams on as they come. Take out, for text/event-stream,
#   compression type`,
  },
  body: {
    nginx: `client_max_body_size 25m;`,
    caddy: `# Caddy has no limit of its own. Take out, or raise
#   request_body { max_size 25MB }`,
    traefik: `# Traefik has no limit of its own. Take out, or raise, of a buffering middleware
#   maxRequestBodyBytes`,
    apache: `LimitRequestBody 26214400`,
    haproxy: `# HAProxy has no limit of its own. Take out, or raise, rules such as
#   http-request deny deny_status 413 if { req.body_size gt 8192 }`,
  },
  origin: {
    nginx: `# Take out every line that sets it, such as
#   proxy_set_header Origin http://127.0.0.1:1234;
proxy_set_header Host $http_host;`,
    caddy: `# Take out every line that sets it, such as
#   header_up Origin http://127.0.0.1:1234`,
    traefik: `# Take out a headers middleware that sets it, such as
#   customRequestHeaders: { Origin: "http://127.0.0.1:1234" }
passHostHeader: true`,
    apache: `# Take out every line that sets it, such as
#   RequestHeader set Origin http://127.0.0.1:1234
ProxyPreserveHost On`,
    haproxy: `# Take out every line that sets it, such as
#   http-request set-header Origin http://127.0.0.1:1234`,
  },
}

/** Duplex's own variables, where the installation does not know the address of the page. */
export function settingsFor(page: string): string {
  return `# The address that people open, and where there are more of them, the others, separated by commas.
PUBLIC_URL=${page}
ALLOWED_ORIGINS=${page}`
}
