'use client'

export { DocumentEditor, type DocumentEditorProps } from './document-editor.tsx'
export { PeopleAvatars, usePeople } from './people.tsx'
export { StatusPill, type StatusPillProps } from './status-pill.tsx'
export {
  type UseOpenDocumentOptions,
  useDocumentStatus,
  useNotice,
  useOpenDocument,
  useSelectedStatus,
} from './use-open-document.ts'
