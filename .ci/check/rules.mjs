import { format, lint } from './rules/biome.mjs'
import { documents } from './rules/documents.mjs'
import { figures } from './rules/figures.mjs'
import { floors } from './rules/floors.mjs'
import { imports } from './rules/imports.mjs'
import { layout } from './rules/layout.mjs'
import { names } from './rules/names.mjs'
import { promises } from './rules/promises.mjs'
import { sizes } from './rules/sizes.mjs'
import { types } from './rules/type-check.mjs'
import { unused } from './rules/unused.mjs'

/** Every rule that `npm run check` holds the repository to, the quick ones first. */
export const rules = [layout, names, sizes, documents, figures, floors, format, lint, promises, imports, unused, types]
