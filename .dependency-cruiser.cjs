// Who may import whom. `npm run check` adds one rule that needs the files' text: what runs in the browser reaches
// nothing of apps/web/src/server but types.
const installed = (...names) => `(^|/)node_modules/(${names.join('|')})(/|$)`
const react = ['react', 'react-dom', 'next', 'next-intl', 'use-intl', '@mantine', '@tabler', '@tiptap/react']
const editorLibraries = ['@tiptap', 'prosemirror-[a-z-]+', '@floating-ui', 'lowlight']

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'apps-do-not-import-apps',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^(apps|e2e|bench)/', pathNot: '^apps/$1/' },
    },
    {
      name: 'packages-do-not-import-apps',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^(apps|e2e|bench)/' },
    },
    {
      name: 'protocol-and-db-know-nobody',
      severity: 'error',
      from: { path: '^packages/(protocol|db|tracing)/' },
      to: { path: '^packages/', pathNot: '^packages/$1/' },
    },
    {
      name: 'protocol-and-db-know-no-interface',
      severity: 'error',
      from: { path: '^packages/(protocol|db)/' },
      to: { path: installed(...react, ...editorLibraries) },
    },
    {
      name: 'editor-knows-protocol-only',
      severity: 'error',
      from: { path: '^packages/editor/' },
      to: { path: '^packages/', pathNot: '^packages/(editor|protocol)/' },
    },
    {
      name: 'sync-knows-no-pages-and-no-cookies',
      severity: 'error',
      from: { path: '^apps/sync/' },
      to: { path: [installed(...react, 'better-auth'), '^packages/editor/src/react/'] },
    },
    {
      name: 'packages-by-name',
      comment: 'A relative path into a package goes past its exports.',
      severity: 'error',
      from: { path: '^(apps|packages)/([^/]+)/' },
      to: { path: '^packages/', pathNot: '^$1/$2/', dependencyTypes: ['local'] },
    },
    {
      name: 'resolvable',
      comment: 'A path that a package does not export, or a file that is not there.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-tests-in-products',
      severity: 'error',
      from: { path: '^(apps|packages)/[^/]+/src/', pathNot: '[.]test[.]tsx?$' },
      to: { path: ['[.]test[.]tsx?$', '^(apps|packages)/[^/]+/test/'] },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^packages/db/src/generated/'] },
    exclude: { path: ['(^|/)(dist|[.]next)/', 'next-env[.]d[.]ts$', '[.]css$', '[.](svg|png|woff2)$'] },
    tsPreCompilationDeps: true,
    webpackConfig: { fileName: '.ci/check/import-aliases.cjs' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
      mainFields: ['module', 'main', 'types'],
    },
  },
}
