/** Whoever develops is here to learn. */
export const isDevelopment = process.env.NODE_ENV === 'development'
