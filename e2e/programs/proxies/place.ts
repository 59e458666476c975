/** Ports of the loopback: the public one, and those behind it. `moreSyncs`: of further nodes. */
export type Place = { port: number; web: number; sync: number; moreSyncs?: readonly number[] }

export type ProxyKind = 'nginx' | 'haproxy' | 'caddy' | 'apache'

/** A configuration for one place. */
export type ProxyConfig = { kind: ProxyKind; text: string; environment?: Record<string, string> }
