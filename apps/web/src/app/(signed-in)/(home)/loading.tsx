import { Skeleton } from '@mantine/core'
import { ListSkeleton } from '@/ui/documents/list-skeleton.tsx'

export default function Loading() {
  return (
    <>
      <Skeleton height={36} width={180} mb={28} />
      <ListSkeleton />
    </>
  )
}
