/** Words that say nothing about what a file holds. */
const forbidden = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'misc', 'types', 'manager', 'base'])

const isNamedByUs = (file) => /\.(ts|tsx|mjs|cjs|js|css|sql|sh)$/.test(file)
const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*$/
/** Next gives a folder's brackets a meaning: `[id]`, `[...path]`, `[[...path]]`, `(group)`, `_private`. */
const routeFolder = /^(\[{1,2}(\.\.\.)?[a-z][a-zA-Z0-9]*\]{1,2}|\([a-z0-9-]+\)|_[a-z0-9-]+)$/
/** Prisma names a migration after its moment. */
const migrationFolder = /^\d{14}_[a-z0-9_]+$/

/** @type {import('../run-rules.mjs').Rule} */
export const names = {
  name: 'names',
  about: 'files and folders are kebab-case and named after what they hold',
  find(tree) {
    const segments = new Map()
    for (const file of tree.files.filter(isNamedByUs)) {
      const parts = file.split('/')
      for (const [index, part] of parts.entries()) segments.set(parts.slice(0, index + 1).join('/'), part)
    }
    return [...segments].flatMap(([path, segment]) => judge(segment).map((fault) => `${path}: ${fault}`))
  },
}

function judge(segment) {
  if (segment.startsWith('.') || routeFolder.test(segment) || migrationFolder.test(segment)) return []
  const stem = segment.split('.')[0] ?? ''
  if (!kebabCase.test(stem)) return ['is not kebab-case']
  const empty = stem.split('-').find((word) => forbidden.has(word))
  return empty === undefined ? [] : [`"${empty}" says nothing`]
}
