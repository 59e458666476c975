import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { eventPositionOf, listDocuments, pageTraceShare } from '@/server/index.ts'
import { recentCount, recentKey } from '@/ui/documents/queries.ts'
import { ListsAsOf, NewsProvider } from '@/ui/news/news-provider.tsx'
import { OfflineKeeper } from '@/ui/offline/offline-keeper.tsx'
import { Frame } from '@/ui/shell/frame.tsx'
import { sidebarCookie } from '@/ui/shell/sidebar-cookie.ts'
import { SidebarProvider } from '@/ui/shell/sidebar-state.tsx'
import { TraceSwitch } from '@/ui/traces/trace-switch.tsx'
import { currentActor } from './current-actor.ts'

/** The frame for whoever is signed in. It lets nobody in: each page asks for itself. */
export default async function SignedInLayout({ children }: { children: ReactNode }) {
  const actor = await currentActor()
  if (actor === undefined) return children
  const position = await eventPositionOf(actor)
  const { items } = await listDocuments(actor, { limit: recentCount })
  const queryClient = new QueryClient()
  queryClient.setQueryData(recentKey, items)
  const docked = (await cookies()).get(sidebarCookie)?.value !== 'hidden'
  const traceShare = pageTraceShare()
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      {traceShare !== undefined && <TraceSwitch share={traceShare} />}
      <NewsProvider key={actor.userId} userId={actor.userId}>
        <ListsAsOf position={position} />
        <SidebarProvider initiallyDocked={docked}>
          <Frame person={{ id: actor.userId, name: actor.name, isAdmin: actor.isAdmin }}>{children}</Frame>
        </SidebarProvider>
      </NewsProvider>
      <OfflineKeeper />
    </HydrationBoundary>
  )
}
