import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import path from 'node:path'
import { readOrCreateSecrets, SecretsError } from '@duplex/protocol/server'
import type { LauncherConfig } from '../../config.ts'
import { toBytes } from '../terminal.ts'
import { type Finding, toFinding } from './finding.ts'
import { judgeDisk } from './verdicts.ts'

/** What the variables say together; one that makes no sense by itself stops every command. */
export function checkConfiguration({ publicUrl, environment }: LauncherConfig): Finding {
  const about = 'configuration'
  if (publicUrl === undefined) return toFinding(about, 'good', 'no PUBLIC_URL: for people at this machine')
  const url = new URL(publicUrl)
  if (url.pathname !== '/')
    return toFinding(about, 'failure', `PUBLIC_URL has a path (${url.pathname}), which no page would have`)
  if (url.protocol === 'https:' && !environment.TRUSTED_PROXIES)
    return toFinding(
      about,
      'warning',
      'PUBLIC_URL is https, so a proxy stands in front: set TRUSTED_PROXIES, or all people share its limits',
    )
  return toFinding(about, 'good', url.origin)
}

export async function checkSecrets({ dataDir, environment }: LauncherConfig): Promise<Finding> {
  const about = 'secrets'
  if (!existsSync(path.join(dataDir, 'secrets.json'))) {
    const isGiven = environment.AUTH_SECRET && environment.TICKET_SECRET
    return toFinding(about, 'good', isGiven ? 'from the environment' : 'none yet: the first start makes them')
  }
  try {
    await readOrCreateSecrets(dataDir)
    return toFinding(
      about,
      'good',
      `${path.join(dataDir, 'secrets.json')}, for its owner only: keep a copy beside each backup`,
    )
  } catch (error) {
    if (error instanceof SecretsError) return toFinding(about, 'failure', error.message)
    throw error
  }
}

/** The disk of the data folder. Where a database of one's own is, nobody here can look. */
export async function checkDisk({ dataDir }: LauncherConfig): Promise<Finding> {
  const { bavail, blocks, bsize } = await statfs(nearestFolder(dataDir))
  const verdict = judgeDisk(bavail * bsize, blocks * bsize)
  const detail = `${toBytes(bavail * bsize)} free for ${dataDir}`
  return toFinding('disk', verdict, verdict === 'failure' ? `${detail}: it is full` : detail)
}

function nearestFolder(folder: string): string {
  return existsSync(folder) ? folder : nearestFolder(path.dirname(folder))
}
