/** `E2E_WHOLE=1`: sessions of the length at which a promise was proved, and not an excerpt that tells of a regression. */
export const isWhole = process.env.E2E_WHOLE === '1'
