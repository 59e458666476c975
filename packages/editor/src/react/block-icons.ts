import {
  IconBlockquote,
  IconH1,
  IconH2,
  IconH3,
  IconH4,
  IconLetterT,
  IconList,
  IconListCheck,
  IconListNumbers,
  IconMinus,
  type IconProps,
  IconSourceCode,
  IconTable,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import type { BlockKind } from '../editing/blocks.ts'

export const blockIcons: Readonly<Record<BlockKind, ComponentType<IconProps>>> = {
  paragraph: IconLetterT,
  heading1: IconH1,
  heading2: IconH2,
  heading3: IconH3,
  heading4: IconH4,
  bulletList: IconList,
  orderedList: IconListNumbers,
  taskList: IconListCheck,
  blockquote: IconBlockquote,
  codeBlock: IconSourceCode,
  table: IconTable,
  horizontalRule: IconMinus,
}
