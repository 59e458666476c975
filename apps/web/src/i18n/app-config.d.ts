import type { ChaosMessages } from '../ui/chaos/chaos-words.ts'
import type { ClusterMessages } from '../ui/cluster/cluster-words.ts'
import type { LabMessages } from '../ui/lab/lab-words.ts'
import type { Locale } from './locales.ts'
import type { Messages } from './messages.ts'

/** Makes a misspelled key a type error. */
declare module 'use-intl' {
  interface AppConfig {
    Locale: Locale
    Messages: Messages & ChaosMessages & ClusterMessages & LabMessages
  }
}
