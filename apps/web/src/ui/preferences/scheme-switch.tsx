'use client'

import { SegmentedControl, useMantineColorScheme, VisuallyHidden } from '@mantine/core'
import { useMounted } from '@mantine/hooks'
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'

const schemes = ['auto', 'light', 'dark'] as const

/** Follow the system, or light, or dark; remembered on this device. */
export function SchemeSwitch() {
  const t = useTranslations('preferences')
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  // The server cannot know what this device remembers.
  const mounted = useMounted()
  const icons: Record<(typeof schemes)[number], ReactNode> = {
    auto: <IconDeviceDesktop size={17} stroke={1.6} />,
    light: <IconSun size={17} stroke={1.6} />,
    dark: <IconMoon size={17} stroke={1.6} />,
  }
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('scheme')}
      value={mounted ? colorScheme : 'auto'}
      onChange={(value) => setColorScheme(schemes.find((scheme) => scheme === value) ?? 'auto')}
      data={schemes.map((scheme) => ({
        value: scheme,
        label: (
          <span style={{ display: 'inline-flex' }} title={t(`schemes.${scheme}`)}>
            {icons[scheme]}
            <VisuallyHidden>{t(`schemes.${scheme}`)}</VisuallyHidden>
          </span>
        ),
      }))}
    />
  )
}
