/** Who asks: a person in one of their sessions. */
export type Actor = {
  userId: string
  sessionId: string
  name: string
  email: string
  isAdmin: boolean
}
