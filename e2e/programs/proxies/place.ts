/** Ports of the loopback: the public one, and those behind it. */
export type Place = { port: number; web: number; sync: number }

export type ProxyKind = 'nginx' | 'haproxy' | 'caddy' | 'apache'

/** A configuration for one place. */
export type ProxyConfig = { kind: ProxyKind; text: string; environment?: Record<string, string> }
