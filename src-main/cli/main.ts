/**
 * The entry of the command line: gives the program its streams, its clock and its signals.
 * Nothing else in the command line touches the process.
 */
import { COMMANDS } from './commands/all-commands.ts'
import { createProgressLine } from './progress-line.ts'
import { runProgram } from './run-program.ts'

const cancel = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => cancel.abort())
process.stdout.on('error', () => process.exit(1)) // the reader of a pipe has gone

const clocks = {
  wall: () => performance.now() / 1000,
  cpu: () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  },
}

process.exitCode = await runProgram(process.argv.slice(2), {
  commands: COMMANDS,
  signal: cancel.signal,
  progress: createProgressLine(process.stderr, clocks.wall),
  clocks,
  debug: process.env['SELFSAME_DEBUG'] === '1',
  stdout: (line) => process.stdout.write(`${line}\n`),
  stderr: (line) => process.stderr.write(`${line}\n`),
})
