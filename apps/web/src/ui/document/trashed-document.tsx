'use client'

import '@duplex/editor/document.css'
import { Button } from '@mantine/core'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import type { DocumentView } from '../api/views.ts'
import { useRestoreDocument } from '../documents/mutations.ts'
import { SidebarButton } from '../shell/sidebar-button.tsx'
import bar from './document-bar.module.css'
import page from './document-page.module.css'
import panel from './stopped-panel.module.css'

/** The owner may look at what lies in the trash, and take it out. */
export function TrashedDocument({ document, html }: { document: DocumentView; html: string }) {
  const t = useTranslations('document')
  const router = useRouter()
  const restore = useRestoreDocument()
  return (
    <>
      <header className={bar.bar}>
        <div className={bar.lead}>
          <SidebarButton />
          <h1 className={bar.title}>{document.title}</h1>
        </div>
      </header>
      <main id="content" className={page.page}>
        <section className={panel.panel} data-calm aria-labelledby="trashed">
          <h2 id="trashed" className={panel.title}>
            {t('inTrash')}
          </h2>
          <p className={panel.text}>{t('inTrashHint')}</p>
          <Button
            loading={restore.isPending}
            onClick={() => restore.mutate(document, { onSuccess: () => router.refresh() })}
          >
            {t('restore')}
          </Button>
        </section>
        {/* Security: made by the server from the schema, which is the sanitiser. */}
        <article className="duplex-document" dangerouslySetInnerHTML={{ __html: html }} />
      </main>
    </>
  )
}
