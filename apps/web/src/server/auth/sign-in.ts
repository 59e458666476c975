import { insertPerson, Prisma, type PrismaClient, recordAudit } from '@duplex/db'
import { APIError } from 'better-auth/api'
import type { Config } from '../config/config.ts'
import { Refusal } from '../refusal.ts'
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

/** Where an attempt comes from, kept with the session so that people recognise it; and in what form it is answered. */
export type Client = { address: string | undefined; userAgent: string | null; way: 'cookie' | 'token' }

/** `token` is the bearer token of the new session; `setCookies` carry the same session to a browser. */
export type SignedIn = { userId: string; token: string; setCookies: readonly string[] }

type Credentials = { email: string; password: string }

/** Opens a session. Refuses with `wrong-credentials` for an unknown e-mail address and a wrong password alike. */
export async function signIn(deps: SignInDependencies, input: Credentials, client: Client): Promise<SignedIn> {
  const { succeeded } = await deps.limits.admitGuess(input.email, client.address)
  const signedIn = await openSession(deps, input, client)
  await succeeded()
  return signedIn
}

/**
 * The same without limits. The accounts library writes the session by itself; the record of it follows at once, and a
 * session that could not be recorded is given to nobody.
 */
export async function openSession(
  { auth, prisma }: Pick<SignInDependencies, 'auth' | 'prisma'>,
  input: Credentials,
  client: Client,
): Promise<SignedIn> {
  const { response, headers } = await auth.api
    .signInEmail({ body: input, headers: toHeaders(client), returnHeaders: true })
    .catch(async (error: unknown) => {
      if (statusOf(error) !== 401) throw error
      await recordFailure(prisma, input.email, client)
      throw new Refusal('wrong-credentials', 'The e-mail address or the password is wrong.', { cause: error })
    })
  const { address, way } = client
  const userId = response.user.id
  await prisma.$transaction(async (tx) => {
    await endExpiredSessions(tx, userId)
    await recordAudit(tx, { kind: way === 'token' ? 'token-made' : 'signed-in', via: 'web', userId, address })
  })
  return { userId, token: response.token, setCookies: headers.getSetCookie() }
}

/** Makes an account and signs in. Closed before set-up, and where the installation says so. */
export async function signUp(
  deps: SignInDependencies,
  input: Credentials & { name: string },
  client: Client,
): Promise<SignedIn> {
  const { prisma, auth } = deps
  if (!(await hasPeople(prisma))) throw new Refusal('not-set-up', 'Set this installation up first.')
  if (deps.config.signUp === 'closed') throw new Refusal('sign-up-closed', 'New accounts are not accepted here.')
  await deps.limits.admitSignUp(client.address)
  await refuseWeakPassword(deps.passwordPolicy, input.password, input)
  if ((await countByEmail(prisma, input.email)) > 0) throw emailTaken()
  const passwordHash = await (await auth.$context).password.hash(input.password)
  await prisma
    .$transaction(async (tx) => {
      const userId = await insertPerson(tx, { ...input, passwordHash, isAdmin: false })
      await recordAudit(tx, { kind: 'signed-up', via: 'web', userId, address: client.address })
    })
    .catch((error: unknown) => {
      // Two sign-ups with one address at the same moment: the second fails on the unique index.
      throw isDuplicate(error) ? emailTaken(error) : error
    })
  return await openSession(deps, input, client)
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

/** Security: of what was typed nothing is kept, which may be a password in the wrong field; only whose account it was for. */
async function recordFailure(prisma: PrismaClient, email: string, { address }: Client): Promise<void> {
  const user = await prisma.user.findUnique({ where: { email: email.toLowerCase() }, select: { id: true } })
  await recordAudit(prisma, { kind: 'sign-in-failed', via: 'web', userId: user?.id, address })
}

/** Of an answer of the library; undefined for what is none. */
function statusOf(error: unknown): number | undefined {
  return error instanceof APIError ? error.statusCode : undefined
}

function isDuplicate(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002'
}

function emailTaken(cause?: unknown): Refusal {
  return new Refusal('email-taken', 'There is an account with this e-mail address.', { cause })
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
