import { randomBytes } from 'node:crypto'
import {
  type AccountChange,
  disableAccount,
  enableAccount,
  insertPerson,
  Prisma,
  recordAudit,
  resetPassword,
} from '@duplex/db'
import { hashPassword } from 'better-auth/crypto'
import { z } from 'zod'
import { LauncherError } from '../launcher-error.ts'
import { type CommandContext, withPrisma } from './context.ts'
import { plural, print, toTable } from './terminal.ts'

/** Bytes of randomness in a password that is given out: 20 characters, nobody guesses it. */
const passwordBytes = 15

/** `duplex users list` */
export async function listUsers(context: CommandContext, { json }: { readonly json?: boolean }): Promise<number> {
  return await withPrisma(context, async (prisma) => {
    const users = await prisma.user.findMany({
      orderBy: { createdAt: 'asc' },
      select: { id: true, email: true, name: true, isAdmin: true, createdAt: true, disabledAt: true, _count: true },
    })
    if (json) print(context.terminal, JSON.stringify(users, undefined, 2))
    else {
      const rows = users.map(({ email, name, isAdmin, createdAt, disabledAt, _count }) => [
        email,
        name,
        isAdmin ? 'administrator' : '',
        disabledAt ? `disabled ${toDay(disabledAt)}` : plural(_count.sessions, 'sign-in'),
        plural(_count.memberships, 'document'),
        toDay(createdAt),
      ])
      print(context.terminal, toTable(['e-mail', 'name', 'right', 'state', 'member of', 'since'], rows))
    }
    return 0
  })
}

export type NewUser = { readonly name: string; readonly admin?: boolean }

/** `duplex users create`: with a password that is shown once. The first person of an installation administers it. */
export async function createUser(context: CommandContext, email: string, { name, admin }: NewUser): Promise<number> {
  const parsed = z
    .object({ email: z.email().max(254), name: z.string().trim().min(1).max(100) })
    .safeParse({ email, name })
  if (!parsed.success)
    throw new LauncherError('refused', 'Give an e-mail address, and a --name of 1 to 100 characters.')
  const password = makePassword()
  const passwordHash = await hashPassword(password)
  await withPrisma(context, (prisma) =>
    prisma
      .$transaction(async (tx) => {
        const isAdmin = admin === true || (await tx.user.count()) === 0
        const subjectId = await insertPerson(tx, { ...parsed.data, passwordHash, isAdmin })
        await recordAudit(tx, {
          kind: 'signed-up',
          via: 'command',
          subjectId,
          detail: isAdmin ? 'administrator' : undefined,
        })
      })
      .catch((cause: unknown) => {
        const isTaken = cause instanceof Prisma.PrismaClientKnownRequestError && cause.code === 'P2002'
        throw isTaken ? new LauncherError('refused', `There is an account with the address ${email}.`, cause) : cause
      }),
  )
  print(context.terminal, toPasswordText(email, password))
  return 0
}

/** `duplex users disable` */
export function disableUser(context: CommandContext, email: string): Promise<number> {
  return change(
    context,
    email,
    disableAccount,
    ({ ended }) => `${email} is disabled; ${plural(ended, 'sign-in')} ended.`,
  )
}

/** `duplex users enable` */
export function enableUser(context: CommandContext, email: string): Promise<number> {
  return change(context, email, enableAccount, () => `${email} can sign in again.`)
}

/** `duplex users reset-password` */
export async function resetUserPassword(context: CommandContext, email: string): Promise<number> {
  const password = makePassword()
  const hash = await hashPassword(password)
  const reset: Change = (prisma, of) => resetPassword(prisma, of, hash)
  return await change(
    context,
    email,
    reset,
    () => `Every sign-in of ${email} ended.\n${toPasswordText(email, password)}`,
  )
}

type Change = typeof disableAccount
type Done = Extract<AccountChange, { kind: 'done' }>

async function change(
  context: CommandContext,
  email: string,
  act: Change,
  toText: (done: Done) => string,
): Promise<number> {
  const result = await withPrisma(context, (prisma) => act(prisma, email))
  switch (result.kind) {
    case 'unknown':
      throw new LauncherError('refused', `Nobody has the address ${email}.`)
    case 'unchanged':
      print(context.terminal, `${email}: it was so already.`)
      return 0
    case 'done':
      print(context.terminal, toText(result))
      return 0
  }
}

function makePassword(): string {
  return randomBytes(passwordBytes).toString('base64url')
}

function toPasswordText(email: string, password: string): string {
  return `${email} signs in with this password, which is shown once, and can change it:\n${password}`
}

function toDay(time: Date): string {
  return time.toISOString().slice(0, 10)
}
