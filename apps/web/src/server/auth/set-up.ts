import { insertPerson, type PrismaClient, recordAudit } from '@duplex/db'
import { createDocument, type DocumentSeed } from '../documents/create-document.ts'
import { Refusal } from '../refusal.ts'
import type { Auth } from './auth.ts'
import type { GuessLimits } from './guess-limits.ts'
import type { PasswordPolicy } from './password-policy.ts'
import { hasPeople } from './people.ts'
import { type Client, openSession, refuseWeakPassword, type SignedIn, type SignInDependencies } from './sign-in.ts'

/** Held while the first person is made, so that there is one first person. Any number that nothing else locks. */
const setUpLock = 3_287_164_901n

export type SetUpDependencies = SignInDependencies & {
  prisma: PrismaClient
  auth: Auth
  limits: GuessLimits
  passwordPolicy: PasswordPolicy
  /** The document that the first person finds. */
  loadWelcome: () => Promise<DocumentSeed>
}

export type FirstPerson = { name: string; email: string; password: string }

/**
 * Makes the first person, who administers the installation, with a welcome document, and signs them in. Refuses with
 * `already-set-up` as soon as anybody has an account; of two calls at once, one wins.
 */
export async function setUp(
  deps: SetUpDependencies,
  person: FirstPerson,
  client: Client,
): Promise<SignedIn & { documentId: string }> {
  const { prisma, auth, limits, passwordPolicy } = deps
  if (await hasPeople(prisma)) throw alreadySetUp()
  await limits.admitSignUp(client.address)
  await refuseWeakPassword(passwordPolicy, person.password, person)
  // Before the transaction: hashing and reading take long, and the lock is held no longer than needed.
  const passwordHash = await (await auth.$context).password.hash(person.password)
  const welcome = await deps.loadWelcome()
  const documentId = await prisma.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${setUpLock})`
    if (await hasPeople(tx)) throw alreadySetUp()
    const userId = await insertPerson(tx, { ...person, passwordHash, isAdmin: true })
    const { address } = client
    await recordAudit(tx, { kind: 'signed-up', via: 'web', userId, address, detail: 'administrator' })
    const { id } = await createDocument(tx, { userId }, welcome)
    return id
  })
  const { email, password } = person
  return { ...(await openSession(deps, { email, password }, client)), documentId }
}

function alreadySetUp(): Refusal {
  return new Refusal('already-set-up', 'This installation has been set up already.')
}
