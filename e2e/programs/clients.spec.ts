import { describeClient } from '../stack/client-checks.ts'
import { fileOfClient } from '../stack/client-run.ts'
import { programs } from './programs.ts'

describeClient('the Python client', { command: programs.python, args: [fileOfClient('python/duplex.py')] })
describeClient('the client of a shell and curl', { command: 'sh', args: [fileOfClient('curl/duplex.sh')] })
