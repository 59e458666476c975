import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { cache } from 'react'
import { type Actor, openDocument } from '@/server/index.ts'
import { DocumentPage } from '@/ui/document/document-page.tsx'
import { TrashedDocument } from '@/ui/document/trashed-document.tsx'
import { requireActor } from '../../current-actor.ts'

type Parameters = { params: Promise<{ id: string }> }

/** Read once for the title and the page. */
const openOnce = cache((actor: Actor, id: string) => openDocument(actor, id))

async function openFor(params: Parameters['params']) {
  const { id } = await params
  const actor = await requireActor(`/documents/${id}`)
  return { actor, opened: await openOnce(actor, id) }
}

export async function generateMetadata({ params }: Parameters): Promise<Metadata> {
  const { opened } = await openFor(params)
  if (opened !== undefined) return { title: opened.document.title }
  const t = await getTranslations('notFound')
  return { title: t('title') }
}

/** Unknown and forbidden look the same: both are not found. */
export default async function Document({ params }: Parameters) {
  const { actor, opened } = await openFor(params)
  if (opened === undefined) notFound()
  const { document, html } = opened
  if (document.trashedAt !== null) return <TrashedDocument document={document} html={html} />
  return <DocumentPage document={document} html={html} person={{ id: actor.userId, name: actor.name }} />
}
