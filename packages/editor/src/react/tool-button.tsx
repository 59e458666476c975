import { ActionIcon } from '@mantine/core'
import type { IconProps } from '@tabler/icons-react'
import type { ComponentType } from 'react'
import { toShortcutKeys } from './shortcut-keys.ts'

export type ToolButtonProps = {
  label: string
  icon: ComponentType<IconProps>
  /** Given for a control that is on or off. */
  pressed?: boolean
  disabled?: boolean
  /** Of `aria-keyshortcuts`, and shown behind the label: `Mod` is Ctrl, or Command on a Mac. */
  shortcut?: string
  onClick: () => void
}

/** One control of a toolbar. It never takes the focus out of the text when it is clicked. */
export function ToolButton({ label, icon: Icon, pressed, disabled = false, shortcut, onClick }: ToolButtonProps) {
  const keys = shortcut === undefined ? undefined : toShortcutKeys(shortcut)
  return (
    <ActionIcon
      className="duplex-tool"
      variant="subtle"
      size={34}
      title={keys === undefined ? label : `${label} (${keys.shown})`}
      aria-label={label}
      aria-pressed={pressed}
      aria-keyshortcuts={keys?.spoken}
      disabled={disabled}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onClick}
    >
      <Icon size={18} stroke={1.75} aria-hidden="true" />
    </ActionIcon>
  )
}
