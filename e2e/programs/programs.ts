/** Where the programs are that these tests work with; `npm run test:programs` finds or brings them. */
export const programs = {
  nginx: process.env.NGINX_PATH ?? 'nginx',
  haproxy: process.env.HAPROXY_PATH ?? 'haproxy',
  caddy: process.env.CADDY_PATH ?? 'caddy',
  apache: process.env.APACHE_PATH ?? 'apache2',
  /** Has aiohttp and websockets. */
  python: process.env.PYTHON_PATH ?? 'python3',
} as const
