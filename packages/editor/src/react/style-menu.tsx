import { Button, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import type { Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import { useTranslations } from 'use-intl'
import { textStyleOf, textStyles, toggleBlock } from '../editing/blocks.ts'
import { blockIcons } from './block-icons.ts'
import { toShortcutKeys } from './shortcut-keys.ts'

/** Text or one of the headings. */
export function StyleMenu({ editor }: { editor: Editor }) {
  const t = useTranslations('editor')
  const current = useEditorState({ editor, selector: () => textStyleOf(editor) })
  return (
    <Menu position="bottom-start" shadow="md" returnFocus={false}>
      <Menu.Target>
        <Button
          className="duplex-tool duplex-style-menu"
          variant="subtle"
          size="compact-md"
          aria-label={`${t('toolbar.style')}: ${t(`blocks.${current}`)}`}
          rightSection={<IconChevronDown size={14} aria-hidden="true" />}
          onMouseDown={(event) => event.preventDefault()}
        >
          {t(`blocks.${current}`)}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {textStyles.map((style, index) => {
          const Icon = blockIcons[style]
          return (
            <Menu.Item
              key={style}
              leftSection={<Icon size={16} stroke={1.75} aria-hidden="true" />}
              rightSection={<kbd className="duplex-key">{toShortcutKeys(`Mod+Alt+${index}`).shown}</kbd>}
              data-active={style === current || undefined}
              onClick={() => {
                const chain = editor.chain().focus()
                if (style !== current) toggleBlock(chain, style).run()
                else chain.run()
              }}
            >
              {t(`blocks.${style}`)}
            </Menu.Item>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}
