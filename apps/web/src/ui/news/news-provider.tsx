'use client'

import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { createListRefresher } from './refresh-lists.ts'
import { TabNews } from './tab-news.ts'
import { useOtherPerson } from './use-other-person.ts'

const NewsContext = createContext<TabNews | undefined>(undefined)

/** Keeps every list below it up to date with what happens elsewhere. Give it another key for another person. */
export function NewsProvider({ userId, children }: { userId: string; children: ReactNode }) {
  const queryClient = useQueryClient()
  const onOtherPerson = useOtherPerson()
  const [news] = useState(() => new TabNews(userId, { onStale: createListRefresher(queryClient), onOtherPerson }))
  useEffect(() => news.start(), [news])
  return <NewsContext value={news}>{children}</NewsContext>
}

/** Says of lists that came with a page how old they are, so that what happened on their way is not missed. */
export function ListsAsOf({ position }: { position: number }) {
  const news = useContext(NewsContext)
  useEffect(() => news?.showsAsOf(position), [news, position])
  return null
}
