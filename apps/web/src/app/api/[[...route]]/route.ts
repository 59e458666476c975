import { container } from '@/server/container.ts'

/** Everything under /api: accounts, REST v1 and its documentation. It answers for unknown paths and methods as well. */
async function answer(request: Request): Promise<Response> {
  const { api } = await container()
  return await api.fetch(request)
}

export const dynamic = 'force-dynamic'

export {
  answer as DELETE,
  answer as GET,
  answer as HEAD,
  answer as OPTIONS,
  answer as PATCH,
  answer as POST,
  answer as PUT,
}
