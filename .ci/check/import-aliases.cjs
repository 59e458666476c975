// How apps/web/tsconfig.json abbreviates imports, in the words of the resolver that dependency-cruiser uses.
const path = require('node:path')

const web = path.join(process.cwd(), 'apps/web')
const { paths } = require(path.join(web, 'tsconfig.json')).compilerOptions

module.exports = {
  resolve: {
    alias: Object.fromEntries(Object.entries(paths).map(([alias, [target]]) => [alias, path.join(web, target)])),
  },
}
