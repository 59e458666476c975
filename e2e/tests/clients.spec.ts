import { describeClient } from '../stack/client-checks.ts'
import { fileOfClient } from '../stack/client-run.ts'

describeClient('the TypeScript client', {
  command: process.execPath,
  args: ['--import', 'tsx', fileOfClient('typescript/duplex.ts')],
})
