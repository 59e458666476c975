import { createTheme, type MantineColorsTuple, type VariantColorsResolver } from '@mantine/core'

/** Mantine wants ten shades; what is seen comes from tokens.css (see css-variables.ts). */
const socket: MantineColorsTuple = [
  '#e3efec',
  '#c3e2dd',
  '#9ad7ce',
  '#7ad4c8',
  '#5fd1c3',
  '#35a99d',
  '#1c877d',
  '#0b6e65',
  '#095a53',
  '#074641',
]

const danger: MantineColorsTuple = [
  '#f9e9e5',
  '#fbd3cd',
  '#ffb4ab',
  '#ff9f95',
  '#ff8a80',
  '#e0574e',
  '#c83a31',
  '#b3261e',
  '#931d17',
  '#731611',
]

/** Mantine's greys are blue; on our paper they would look dirty. */
const gray: MantineColorsTuple = [
  '#faf8f4',
  '#f3f0e9',
  '#ece8e0',
  '#e6e2da',
  '#c9c3b8',
  '#948d81',
  '#7d766b',
  '#6b665e',
  '#45413c',
  '#1c1b1a',
]

const dark: MantineColorsTuple = [
  '#e9e6e1',
  '#c9c4bb',
  '#a39d93',
  '#6f6a62',
  '#45423e',
  '#2c2b29',
  '#222120',
  '#1e1d1c',
  '#191918',
  '#161616',
]

/** Text on a filled control is the paper: AA on both accents in both schemes. */
const toVariantColours: VariantColorsResolver = ({ color = 'socket', variant }) => {
  const name = color === 'danger' ? 'danger' : 'socket'
  const ink = `var(--${name})`
  const border = '1px solid transparent'
  switch (variant) {
    case 'filled':
      return { background: ink, hover: `color-mix(in srgb, ${ink} 88%, var(--ink))`, color: 'var(--paper)', border }
    case 'light':
      return { background: `var(--${name}-ground)`, hover: `var(--${name}-ground)`, color: ink, border }
    case 'outline':
      return { background: 'transparent', hover: `var(--${name}-ground)`, color: ink, border: `1px solid ${ink}` }
    case 'default':
      return {
        background: 'transparent',
        hover: 'var(--hover)',
        color: 'var(--ink)',
        border: '1px solid color-mix(in srgb, var(--edge) 45%, var(--line))',
      }
    case 'transparent':
      return { background: 'transparent', hover: 'transparent', color: ink, border }
    default:
      return {
        background: 'transparent',
        hover: 'var(--hover)',
        color: name === 'danger' ? ink : 'var(--ink)',
        border,
      }
  }
}

export const theme = createTheme({
  colors: { socket, danger, gray, dark },
  primaryColor: 'socket',
  primaryShade: { light: 7, dark: 4 },
  variantColorResolver: toVariantColours,
  fontFamily: 'var(--font-interface)',
  fontFamilyMonospace: 'var(--font-code)',
  headings: { fontFamily: 'var(--font-serif)', fontWeight: '600', textWrap: 'balance' },
  fontSizes: { xs: '0.8125rem', sm: '0.875rem', md: '0.9375rem', lg: '1.0625rem', xl: '1.25rem' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '40px' },
  radius: { xs: '3px', sm: '4px', md: '6px', lg: '10px', xl: '16px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  activeClassName: '',
  components: {
    // lockScroll is off because its style element would come without a nonce; controls.css does it.
    ModalRoot: {
      defaultProps: {
        centered: true,
        radius: 'lg',
        lockScroll: false,
        transitionProps: { transition: 'fade', duration: 140 },
      },
    },
    ModalOverlay: { defaultProps: { backgroundOpacity: 0.4 } },
    DrawerRoot: { defaultProps: { lockScroll: false, transitionProps: { duration: 160 } } },
    DrawerOverlay: { defaultProps: { backgroundOpacity: 0.4 } },
    Menu: { defaultProps: { transitionProps: { transition: 'fade', duration: 120 }, withinPortal: true, offset: 6 } },
    Tooltip: {
      defaultProps: {
        openDelay: 400,
        transitionProps: { duration: 120 },
        withArrow: false,
        events: { hover: true, focus: true, touch: false },
      },
    },
    // Every field is needed, so a star would say nothing.
    TextInput: { defaultProps: { withAsterisk: false } },
    PasswordInput: { defaultProps: { withAsterisk: false } },
    ActionIcon: { defaultProps: { variant: 'subtle', size: 36 } },
    Skeleton: { defaultProps: { radius: 'sm' } },
  },
})
