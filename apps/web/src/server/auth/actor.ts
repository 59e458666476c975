/** Who asks: a person in one of their sessions. */
export type Actor = {
  userId: string
  sessionId: string
  name: string
  email: string
  isAdmin: boolean
  /** The IP address that the request came from; undefined where it is not known. */
  address: string | undefined
}
