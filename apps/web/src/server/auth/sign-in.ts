import type { Prisma, PrismaClient } from '@duplex/db'
import { APIError } from 'better-auth/api'
import type { Config } from '../config/config.ts'
import { Refusal, type RefusalCode } from '../refusal.ts'
import type { Auth } from './auth.ts'
import type { GuessLimits } from './guess-limits.ts'
import type { PasswordPolicy } from './password-policy.ts'
import { hasPeople } from './people.ts'
import { endExpiredSessions } from './sessions.ts'

export type SignInDependencies = {
  prisma: PrismaClient
  auth: Auth
  limits: GuessLimits
  passwordPolicy: PasswordPolicy
  config: Pick<Config, 'signUp'>
}

/** Where an attempt comes from; kept with the session so that people recognise it. */
export type Client = { address: string | undefined; userAgent: string | null }

/** `token` is the bearer token of the new session; `setCookies` carry the same session to a browser. */
export type SignedIn = { userId: string; token: string; setCookies: readonly string[] }

type Credentials = { email: string; password: string }

/** Opens a session. Refuses with `wrong-credentials` for an unknown e-mail address and a wrong password alike. */
export async function signIn(deps: SignInDependencies, input: Credentials, client: Client): Promise<SignedIn> {
  const { succeeded } = await deps.limits.admitGuess(input.email, client.address)
  const answer = await deps.auth.api
    .signInEmail({ body: input, headers: toHeaders(client), returnHeaders: true })
    .catch(refuseWith({ 401: 'wrong-credentials' }, 'The e-mail address or the password is wrong.'))
  await succeeded()
  const { response, headers } = answer
  await endExpiredSessions(deps.prisma, response.user.id)
  return { userId: response.user.id, token: response.token, setCookies: headers.getSetCookie() }
}

/** Makes an account and signs in. Closed before set-up, and where the installation says so. */
export async function signUp(
  deps: SignInDependencies,
  input: Credentials & { name: string },
  client: Client,
): Promise<SignedIn> {
  if (!(await hasPeople(deps.prisma))) throw new Refusal('not-set-up', 'Set this installation up first.')
  if (deps.config.signUp === 'closed') throw new Refusal('sign-up-closed', 'New accounts are not accepted here.')
  await deps.limits.admitSignUp(client.address)
  await refuseWeakPassword(deps.passwordPolicy, input.password, input)
  const answer = await deps.auth.api
    .signUpEmail({ body: input, headers: toHeaders(client), returnHeaders: true })
    .catch(async (error: unknown) => {
      // Two sign-ups with one address at the same moment: the second fails on the unique index, without saying so.
      const isTaken = (await countByEmail(deps.prisma, input.email)) > 0
      return refuseWith(isTaken ? { 422: 'email-taken' } : {}, 'There is an account with this e-mail address.')(error)
    })
  const { response, headers } = answer
  if (response.token === null) throw new Error('sign-up gave no session')
  return { userId: response.user.id, token: response.token, setCookies: headers.getSetCookie() }
}

export async function refuseWeakPassword(
  policy: PasswordPolicy,
  password: string,
  owner: { email: string; name: string },
): Promise<void> {
  const reason = await policy(password, owner)
  if (reason === undefined) return
  throw new Refusal('password-refused', reason, { errors: [{ path: 'password', message: reason }] })
}

/** Turns the library's expected answers into ours, by status; anything else is passed on. */
function refuseWith(codes: Partial<Record<number, RefusalCode>>, detail: string) {
  return (error: unknown): never => {
    const code = error instanceof APIError ? codes[error.statusCode] : undefined
    if (code !== undefined) throw new Refusal(code, detail, { cause: error })
    throw error
  }
}

function countByEmail(prisma: Prisma.TransactionClient, email: string): Promise<number> {
  return prisma.user.count({ where: { email: email.toLowerCase() } })
}

/** Built anew, so that nothing of the request but these two facts reaches the library. */
function toHeaders({ address, userAgent }: Client): Headers {
  const headers = new Headers()
  if (address !== undefined) headers.set('x-forwarded-for', address)
  if (userAgent !== null) headers.set('user-agent', userAgent.slice(0, 300))
  return headers
}
