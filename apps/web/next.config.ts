import path from 'node:path'
import type { NextConfig } from 'next'
import createNextIntlPlugin from 'next-intl/plugin'

const repositoryRoot = path.join(import.meta.dirname, '../..')

/** An image carries only the files that a request needs; everywhere else the packages are there already. */
const isForImage = process.env.NEXT_OUTPUT === 'standalone'

const config: NextConfig = {
  output: isForImage ? 'standalone' : undefined,
  outputFileTracingRoot: repositoryRoot,
  // Readiness compares the database with these.
  outputFileTracingIncludes: { '/api/**': ['../../packages/db/prisma/migrations/**/*'] },
  turbopack: {
    root: repositoryRoot,
    // The guide: docs/protocols*.md become part of the bundle, so nobody looks for them later.
    rules: { '*.md': { type: 'text' } },
  },
  transpilePackages: ['@duplex/db', '@duplex/editor', '@duplex/protocol', '@duplex/tracing'],
  serverExternalPackages: ['pg', 'pino', 'ioredis', 'ws', '@prisma/client', '@prisma/adapter-pg', 'yjs'],
  // Security: the optimizer fetches and decodes what a URL names; nothing here needs it.
  images: { unoptimized: true },
  poweredByHeader: false,
  reactStrictMode: true,
}

export default createNextIntlPlugin('./src/i18n/request.ts')(config)
