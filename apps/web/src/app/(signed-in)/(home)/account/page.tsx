import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { listSessions } from '@/server/index.ts'
import { AccountPage } from '@/ui/account/account-page.tsx'
import { requireActor } from '../../current-actor.ts'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('account')
  return { title: t('heading') }
}

export default async function Account() {
  const actor = await requireActor('/account')
  const person = { id: actor.userId, name: actor.name, email: actor.email }
  return <AccountPage person={person} sessions={await listSessions(actor)} />
}
