import { startTcpProxy, type TcpProxy } from '../tcp-proxy.ts'
import { type Carrier, type NodeLines, nowhere } from './lines.ts'

/** Every line is a proxy: it needs no rights, and its silence is that of a program, with a kernel that still answers. */
export const proxies: Carrier = {
  name: 'TCP proxies',
  async lay(count, { databaseUrl, redisUrl }) {
    const open: TcpProxy[] = []
    const start = async (url: string) => {
      const proxy = await startTcpProxy(url)
      open.push(proxy)
      return proxy
    }
    const layOne = async (): Promise<NodeLines> => ({
      home: { host: '127.0.0.1', command: [] },
      redis: await start(redisUrl),
      database: await start(databaseUrl),
      clients: await start(nowhere),
    })
    return {
      nodes: await Promise.all(Array.from({ length: count }, layOne)),
      close: async () => void (await Promise.all(open.map((proxy) => proxy.close()))),
    }
  },
}
