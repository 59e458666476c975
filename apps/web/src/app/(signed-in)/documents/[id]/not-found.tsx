import { LocalCopyNotice } from '@/ui/offline/local-copy-notice.tsx'
import { NotFoundPage } from '@/ui/panels/not-found-page.tsx'
import { SidebarBar } from '@/ui/shell/sidebar-bar.tsx'
import { currentActor } from '../../current-actor.ts'

export default async function DocumentNotFound() {
  const actor = await currentActor()
  return (
    <>
      <SidebarBar />
      <NotFoundPage>{actor !== undefined && <LocalCopyNotice userId={actor.userId} />}</NotFoundPage>
    </>
  )
}
