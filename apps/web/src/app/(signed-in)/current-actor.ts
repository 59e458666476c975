import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import { type Actor, getActor, isSetUp } from '@/server/index.ts'

/** Who asks, looked up once per request. */
export const currentActor = cache(async () => getActor(await headers()))

/** Who asks for this page; somebody who is not signed in is sent to sign in, and comes back to `path` afterwards. */
export async function requireActor(path: string): Promise<Actor> {
  const actor = await currentActor()
  if (actor !== undefined) return actor
  if (!(await isSetUp())) redirect('/set-up')
  redirect(path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`)
}
