/** Of a hundred statements a connection keeps the plans; whatever is built anew for each call must not fill it. */
const maxNamed = 100

/** pg takes it for no name: the statement is parsed and planned each time. */
const unnamed = ''

/**
 * Names for statements by their text, so that a connection parses and plans each of them once. Planning is more than
 * a third of what appending to the log costs the database.
 */
export function createStatementNames(): (query: { readonly sql: string }) => string {
  const names = new Map<string, string>()
  return ({ sql }) => {
    const known = names.get(sql)
    if (known !== undefined) return known
    if (names.size >= maxNamed) return unnamed
    const name = `duplex_${names.size}`
    names.set(sql, name)
    return name
  }
}
