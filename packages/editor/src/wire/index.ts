export { readDeeds } from './deeds.ts'
