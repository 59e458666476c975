'use client'

import type { Role } from '@duplex/protocol'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { changeRole, fetchMembers, removeMember } from '../api/members.ts'
import type { MemberView } from '../api/views.ts'
import { documentsKey } from '../documents/queries.ts'
import { useNotify } from '../panels/notify.tsx'

export function membersKey(documentId: string) {
  return ['members', documentId] as const
}

export function useMembers(documentId: string) {
  return useQuery({
    queryKey: membersKey(documentId),
    queryFn: ({ signal }) => fetchMembers(documentId, signal),
    // Somebody else may have shared it a moment ago, and this is looked at rarely.
    staleTime: 0,
  })
}

/** Changes to who may do what; each says when it is done, and the list is read again either way. */
export function useMemberChanges(documentId: string) {
  const t = useTranslations('share')
  const roleNames = useTranslations('roles')
  const queryClient = useQueryClient()
  const notify = useNotify()
  const settle = {
    onError: notify.failure,
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: membersKey(documentId) }),
        queryClient.invalidateQueries({ queryKey: documentsKey }),
      ]),
  }
  const role = useMutation({
    mutationFn: ({ member, role }: { member: MemberView; role: Role }) => changeRole(documentId, member.userId, role),
    onSuccess: (member) => notify.done(t('roleChanged', { name: member.name, role: roleNames(member.role) })),
    ...settle,
  })
  const removal = useMutation({
    mutationFn: (member: MemberView) => removeMember(documentId, member.userId),
    onSuccess: (_, member) => notify.done(t('removed', { name: member.name })),
    ...settle,
  })
  return { role, removal }
}
