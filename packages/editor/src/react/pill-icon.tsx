import {
  IconAlertTriangle,
  IconCheck,
  IconClockPause,
  IconCloudOff,
  IconDatabaseOff,
  IconDeviceLaptop,
  IconEye,
  IconLock,
  IconPlugConnected,
  type IconProps,
  IconRefresh,
  IconTool,
  IconTrash,
  IconUpload,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import type { PillKind } from '../client/document-status.ts'

const icons: Record<PillKind, ComponentType<IconProps>> = {
  connecting: IconPlugConnected,
  stored: IconCheck,
  storing: IconUpload,
  apart: IconClockPause,
  'storage-away': IconDatabaseOff,
  offline: IconDeviceLaptop,
  reconnecting: IconRefresh,
  reading: IconEye,
  'held-back': IconEye,
  'signed-out': IconLock,
  'access-removed': IconLock,
  deleted: IconTrash,
  outdated: IconRefresh,
  'too-big': IconAlertTriangle,
  damaged: IconTool,
  diverged: IconAlertTriangle,
  stopped: IconCloudOff,
}

/** The shape of a state: no two states that ask for different things look alike without their colour. */
export function PillIcon({ kind }: { kind: PillKind }) {
  const Icon = icons[kind]
  return <Icon size={14} stroke={2} aria-hidden="true" />
}
