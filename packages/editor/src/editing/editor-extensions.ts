import type { Extension, Extensions } from '@tiptap/core'
import { Collaboration } from '@tiptap/extension-collaboration'
import { Selection } from '@tiptap/extensions/selection'
import type { Replica } from '../client/open-document.ts'
import { type ExtensionsOptions, extensions } from '../schema/extensions.ts'
import { CONTENT_ROOT } from '../schema/schema.ts'
import { CodeHighlight } from './code-highlight.ts'
import { type KeyHandlers, Keys } from './keys.ts'
import { LinkPaste } from './link-paste.ts'
import { MarkdownInput } from './markdown-input.ts'
import { Presence, type PresenceOptions } from './presence.ts'
import { WritingRoom } from './writing-room.ts'

export type EditorExtensionsOptions = ExtensionsOptions & {
  streamLabel: PresenceOptions['streamLabel']
  replica: Replica
  slashMenu: Extension
  keys: KeyHandlers
}

/** The document schema and everything that a person at a screen needs to write it with others. */
export function editorExtensions({
  replica,
  slashMenu,
  keys,
  taskLabel,
  streamLabel,
}: EditorExtensionsOptions): Extensions {
  return [
    ...extensions({ taskLabel }),
    Collaboration.configure({ document: replica.doc, field: CONTENT_ROOT }),
    Presence.configure({ awareness: replica.awareness, streamLabel }),
    CodeHighlight,
    LinkPaste,
    MarkdownInput,
    WritingRoom,
    Selection.configure({ className: 'duplex-own-selection' }),
    Keys.configure(keys),
    slashMenu,
  ]
}
