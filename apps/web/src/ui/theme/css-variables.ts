import type { CSSVariablesResolver } from '@mantine/core'

/** Mantine's semantic colours, said in our tokens; they carry both schemes themselves. */
const semantic: Record<string, string> = {
  '--mantine-color-body': 'var(--paper)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-bright': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--muted)',
  '--mantine-color-placeholder': 'var(--muted)',
  '--mantine-color-anchor': 'var(--socket)',
  '--mantine-color-error': 'var(--danger)',
  '--mantine-color-success': 'var(--ok)',
  '--mantine-color-default': 'var(--paper)',
  '--mantine-color-default-hover': 'var(--hover)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-border': 'var(--edge)',
  '--mantine-color-disabled': 'var(--hover)',
  '--mantine-color-disabled-color': 'var(--muted)',
  '--mantine-color-disabled-border': 'var(--line)',
  '--mantine-primary-color-filled': 'var(--socket)',
  '--mantine-primary-color-filled-hover': 'var(--socket)',
  '--mantine-primary-color-light': 'var(--socket-ground)',
  '--mantine-primary-color-light-hover': 'var(--socket-ground)',
  '--mantine-primary-color-light-color': 'var(--socket)',
  '--mantine-primary-color-contrast': 'var(--paper)',
}

/** Set for `:root` too, so that the page is right before, or without, the script that names the scheme. */
export const resolveCssVariables: CSSVariablesResolver = () => ({
  variables: semantic,
  light: semantic,
  dark: semantic,
})
