import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { backup } from './backup.ts'
import { compact, usualMinUpdates } from './compact.ts'
import type { CommandContext } from './context.ts'
import { doctor } from './doctor/doctor.ts'
import { purge } from './purge.ts'
import { restore } from './restore.ts'
import { createUser, disableUser, enableUser, listUsers, resetUserPassword } from './users.ts'
import { damages, toVerdicts, verify } from './verify.ts'

/** Runs one command line, without the program's name, and answers with the exit code: 2 where nobody understands it. */
export async function runDuplex(context: CommandContext, args: readonly string[]): Promise<number> {
  let exitCode = 0
  const program = createProgram(context, (code) => {
    exitCode = code
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    // Help, and what is wrong with the line, are printed by then.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    throw error
  }
}

function createProgram(context: CommandContext, end: (exitCode: number) => void): Command {
  const { terminal } = context
  const program = new Command('duplex')
    .description('Looks after an installation of Duplex.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out.write(text),
      writeErr: (text) => terminal.err.write(text),
    })
    .showHelpAfterError('(--help lists the commands)')
  const run =
    <A extends unknown[]>(act: (context: CommandContext, ...args: A) => Promise<number>) =>
    async (...args: A) =>
      end(await act(context, ...args))
  addKeeping(program, run)
  addUsers(program, run)
  return program
}

const verdictsHelp = `which documents --quarantine is about: some of ${damages.join(', ')} (default: wrong)`

type Run = <A extends unknown[]>(
  act: (context: CommandContext, ...args: A) => Promise<number>,
) => (...args: A) => Promise<void>

function addKeeping(program: Command, run: Run): void {
  program
    .command('doctor')
    .description('check configuration, database, migrations, clock, Redis and disk')
    .option('--json', 'for programs')
    .action(run(doctor))
  program
    .command('backup')
    .description('write everything that must last into one file, while people write')
    .argument('[file]', 'a new file, or - for the standard output')
    .action(run((context, file?: string) => backup(context, file)))
  program
    .command('restore')
    .description('restore a backup into an empty database, whole or not at all')
    .argument('<file>', 'a backup, or - for the standard input')
    .option('--check', 'read it through, and restore nothing')
    .option('--report <file>', 'where to say what is in it, - for the standard output (default: beside the backup)')
    .action(run(restore))
  program
    .command('verify')
    .description('read and replay every row of every document')
    .argument('[document...]', 'ids of documents (default: all)')
    .option('--since <report>', 'also tell which documents gained edits since this restore')
    .option('--quarantine', 'serve nothing of documents that show what is wrong, and write nothing to them')
    .addOption(new Option('--verdicts <list>', verdictsHelp).argParser(toVerdicts))
    .addOption(new Option('--release', 'end the quarantine of the named documents').conflicts('quarantine'))
    .option('--json', 'for programs')
    .action(run(verify))
  program
    .command('compact')
    .description('make snapshots now of documents with long logs')
    .option('--min-updates <count>', 'updates after the newest snapshot', toCount, usualMinUpdates)
    .action(run(compact))
  program
    .command('purge')
    .description('show what the retention does not promise any more; remove it with --yes')
    .option('--trash-days <days>', 'with what has been in the trash for so long', toCount)
    .option('--yes', 'remove it')
    .action(run(purge))
}

function addUsers(program: Command, run: Run): void {
  const users = program.command('users').description('list, create, disable and enable accounts, reset passwords')
  const email = '<email>'
  users.command('list').description('every account').option('--json', 'for programs').action(run(listUsers))
  users
    .command('create')
    .description('make an account, with a password that is shown once')
    .argument(email)
    .requiredOption('--name <name>', 'as others see it')
    .option('--admin', 'administers the installation')
    .action(run(createUser))
  users.command('disable').description('sign out everywhere, and in no more').argument(email).action(run(disableUser))
  users.command('enable').description('undo disable').argument(email).action(run(enableUser))
  users
    .command('reset-password')
    .description('give another password, and end every sign-in')
    .argument(email)
    .action(run((context, of: string) => resetUserPassword(context, of)))
}

function toCount(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It is a whole number.')
}
