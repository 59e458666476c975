import type { Metadata } from 'next'
import { getLocale } from 'next-intl/server'
import { readJob, writeJob } from '@/ui/lab/job/job-query.ts'
import { LabPage } from '@/ui/lab/lab-page.tsx'
import { labMessagesOf } from '@/ui/lab/lab-words.ts'
import { requireActor } from '../../current-actor.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: labMessagesOf(await getLocale()).lab.heading }
}

type LabProps = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function Lab({ searchParams }: LabProps) {
  const query = await searchParams
  const asked = readJob({ get: (name) => [query[name]].flat()[0] ?? null })
  await requireActor(`/lab?${writeJob(asked)}`)
  return <LabPage words={labMessagesOf(await getLocale())} />
}
