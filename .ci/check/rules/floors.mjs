/** Oldest version of each package without a known vulnerability that would reach Duplex. */
const oldestSound = {
  next: '16.3.3',
  react: '19.2.6',
  'better-auth': '1.6.22',
  ws: '8.21.0',
  'prosemirror-model': '1.22.1',
  '@tiptap/extension-link': '2.10.4',
}

/** Not used now (packages/editor has a link of its own); the floor holds should it return. */
const mayBeAbsent = new Set(['@tiptap/extension-link'])

const lockfile = 'pnpm-lock.yaml'
const lockedPackage = /^ {2}'?((?:@[^/@\s']+\/)?[^@\s']+)@(\d[^:'(\s]*)'?:$/gm

/** @type {import('../run-rules.mjs').Rule} */
export const floors = {
  name: 'floors',
  about: 'no locked version is older than its security floor',
  find(tree) {
    const [, packages = ''] = tree.read(lockfile).split(/^packages:$/m)
    const locked = [...packages.matchAll(lockedPackage)].map(([, name, version]) => ({ name, version }))
    return Object.entries(oldestSound).flatMap(([name, floor]) => {
      const versions = locked.filter((entry) => entry.name === name).map((entry) => entry.version)
      // A floor that meets no package guards nothing: the list or this reader of the lockfile is wrong.
      if (versions.length === 0) return mayBeAbsent.has(name) ? [] : [`${lockfile}: names no ${name}`]
      return versions
        .filter((version) => isOlder(version, floor))
        .map((version) => `${name} ${version} is older than ${floor}`)
    })
  },
}

/** A prerelease of the floor is older than the floor. */
function isOlder(version, floor) {
  const [release = '', ...prerelease] = version.split('-')
  const numbers = release.split('.').map(Number)
  const wanted = floor.split('.').map(Number)
  for (const [index, number] of wanted.entries()) {
    const own = numbers[index] ?? 0
    if (own !== number) return own < number
  }
  return prerelease.length > 0
}
