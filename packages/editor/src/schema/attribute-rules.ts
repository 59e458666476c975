import { safeHref } from './safe-href.ts'

/** Turns whatever a replica holds into a value that this attribute may have. */
type AttributeRule = (value: unknown) => unknown
type RulesByAttribute = Readonly<Record<string, AttributeRule>>

export const headingLevels = [1, 2, 3, 4] as const
/** Cells a merged cell may span: one forged number otherwise makes the table's grid as large as it says. */
const maxSpan = 64
/** Pixels. */
const maxColumnWidth = 2000

const always =
  (value: unknown): AttributeRule =>
  () =>
    value

function integer(min: number, max: number, otherwise: number): AttributeRule {
  return (value) =>
    typeof value === 'number' && Number.isInteger(value) ? Math.min(max, Math.max(min, value)) : otherwise
}

const language: AttributeRule = (value) =>
  typeof value === 'string' && /^[a-z0-9][a-z0-9+#._-]{0,31}$/i.test(value) ? value.toLowerCase() : null

const columnWidths: AttributeRule = (value) => {
  if (!Array.isArray(value) || value.length === 0 || value.length > maxSpan) return null
  const widths = value.filter((width) => Number.isInteger(width) && width >= 0 && width <= maxColumnWidth)
  return widths.length === value.length ? widths : null
}

const align: AttributeRule = (value) => (value === 'left' || value === 'center' || value === 'right' ? value : null)

const cell: RulesByAttribute = {
  colspan: integer(1, maxSpan, 1),
  rowspan: integer(1, maxSpan, 1),
  colwidth: columnWidths,
  align,
}

/** Rules of every node attribute. An attribute without a rule does not exist in the schema (a test holds both together). */
export const nodeAttributeRules: Readonly<Record<string, RulesByAttribute>> = {
  heading: { level: integer(1, 4, 1) },
  orderedList: { start: integer(0, 999_999_999, 1), type: always(null) },
  codeBlock: { language },
  taskItem: { checked: (value) => value === true },
  tableCell: cell,
  tableHeader: cell,
}

/** Rules of every mark attribute. A link without a safe address keeps its text and loses its address. */
export const markAttributeRules: Readonly<Record<string, RulesByAttribute>> = {
  link: { href: (value) => safeHref(value) ?? null },
}
