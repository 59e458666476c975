/** The top level, closed: a new part of the product is an app, a package or a document. Dotfiles may be added. */
const topLevel = new Set([
  'apps',
  'packages',
  'e2e',
  'bench',
  'docs',
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'LICENSE',
  'package.json',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'turbo.json',
  'tsconfig.json',
  'vitest.config.ts',
  'biome.json',
  'knip.json',
  'docker-compose.yml',
])

/** Folders under `src`; a page's address decides how deep its file lies. */
const maxDepth = 3
const routes = 'apps/web/src/app/'

/** @type {import('../run-rules.mjs').Rule} */
export const layout = {
  name: 'layout',
  about: `the top level is closed, at most ${maxDepth} folders under src`,
  find(tree) {
    const tops = new Set(tree.files.map((file) => file.split('/')[0] ?? file))
    const strangers = [...tops].filter((name) => !topLevel.has(name) && !name.startsWith('.'))
    const deep = tree.files.filter((file) => depthUnderSrc(file) > maxDepth && !file.startsWith(routes))
    return [
      ...strangers.map((name) => `${name}: is not part of the top level`),
      ...deep.map((file) => `${file}: lies ${depthUnderSrc(file)} folders under src`),
    ]
  },
}

function depthUnderSrc(file) {
  const below = /^(?:apps|packages)\/[^/]+\/src\/(.*)$/.exec(file)?.[1]
  return below === undefined ? 0 : below.split('/').length - 1
}
