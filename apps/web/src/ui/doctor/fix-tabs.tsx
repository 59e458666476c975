import type { FixName } from '@duplex/protocol/doctor'
import { Tabs } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { CodeLines } from './code-lines.tsx'
import { fixes, settingsFor } from './fixes.ts'
import { type ProxyName, proxies, proxyNames } from './proxies.ts'
import classes from './verdict-panel.module.css'

type FixTabsProps = {
  fix: FixName
  page: string
  proxy: ProxyName
  onProxy: (proxy: ProxyName) => void
}

/** The lines to change, for the proxy that somebody has. */
export function FixTabs({ fix, page, proxy, onProxy }: FixTabsProps) {
  const t = useTranslations('doctor.fix')
  if (fix === 'settings') return <CodeLines label={t('settings')} text={settingsFor(page)} />
  return (
    <Tabs
      value={proxy}
      keepMounted={false}
      onChange={(value) => onProxy(proxyNames.find((name) => name === value) ?? proxy)}
    >
      <Tabs.List aria-label={t('proxy')}>
        {proxyNames.map((name) => (
          <Tabs.Tab key={name} value={name}>
            {proxies[name].label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {proxyNames.map((name) => (
        <Tabs.Panel key={name} value={name}>
          <CodeLines label={proxies[name].label} text={fixes[fix][name]} />
          <p className={classes.hint}>
            {t('recipe', { file: proxies[name].file })}
            {!proxies[name].isRun && ` ${t('notRun', { name: proxies[name].label })}`}
          </p>
        </Tabs.Panel>
      ))}
    </Tabs>
  )
}
