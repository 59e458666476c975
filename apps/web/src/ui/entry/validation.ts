/** Characters; the server's rule is the one that counts. */
export const passwordLength = { min: 8, max: 128 } as const
export const maxNameLength = 100
export const maxEmailLength = 254

/** Only the shape that a typing error breaks; whether an address exists is not for a pattern to say. */
export function isEmailShaped(email: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(email.trim())
}
