/** In development scripts keep their names when they change, so nothing may be kept by name. */
export const keepsPages = process.env.NODE_ENV === 'production'
