/**
 * Finds the command that the arguments name, runs it, and turns its end into an exit code.
 * All that touches the process (streams, clock, environment, signals) is handed in.
 */
import { UsageError } from '../../src-shared/contract/user-error.ts'
import type { Clocks, Command, CommandContext } from './command.ts'
import { EXIT, explainError } from './explain-error.ts'
import { commandHelp, programHelp } from './help.ts'
import type { ProgressLine } from './progress-line.ts'

export interface ProgramWorld {
  readonly commands: readonly Command[]
  readonly signal: AbortSignal
  readonly progress: ProgressLine
  readonly clocks: Clocks
  readonly debug: boolean
  readonly stdout: (line: string) => void
  readonly stderr: (line: string) => void
}

/** Runs the program with the arguments after its name; never throws. Returns the exit code. */
export async function runProgram(args: readonly string[], world: ProgramWorld): Promise<number> {
  const { command, group, rest } = findCommand(world.commands, args)
  try {
    if (command === undefined) return showOverview(args, group, world)
    if (wantsHelp(rest)) {
      world.stdout(commandHelp(command))
      return EXIT.done
    }
    return await runCommand(command, rest, world)
  } catch (error) {
    world.progress.clear()
    const help = ['selfsame', command?.name ?? group[0]?.name.split(' ')[0], '--help']
    const { exitCode, lines } = explainError(world.signal.aborted ? world.signal.reason : error, {
      help: help.filter((word) => word !== undefined).join(' '),
      debug: world.debug,
    })
    for (const line of lines) world.stderr(line)
    return exitCode
  }
}

async function runCommand(
  command: Command,
  args: readonly string[],
  { signal, progress, clocks, stdout, stderr }: ProgramWorld,
): Promise<number> {
  const json = beforeTerminator(args).includes('--json')
  const context: CommandContext = {
    signal,
    progress,
    clocks,
    print: (line) => {
      if (json) return
      progress.clear()
      stdout(line)
    },
    tell: (event) => {
      if (json) stdout(JSON.stringify(event))
    },
    note: (line) => {
      progress.clear()
      stderr(line)
    },
  }
  const { report, failed } = await command.execute(args, context)
  progress.clear()
  if (json && report) stdout(JSON.stringify(report, null, 2))
  return failed ? EXIT.failed : EXIT.done
}

/** Without a command: the overview when it is asked for, otherwise a usage error. */
function showOverview(
  args: readonly string[],
  group: readonly Command[],
  { commands, stdout }: ProgramWorld,
): number {
  const listed = group.length > 0 ? group : commands
  const asked = args.find((word) => !word.startsWith('-')) ?? ''
  if (args.length > 0 && wantsHelp(args) && (asked === '' || group.length > 0)) {
    stdout(programHelp(listed))
    return EXIT.done
  }
  const names = [...new Set(listed.map(({ name }) => name))].join(', ')
  if (group.length > 0) throw new UsageError(`'${asked}' needs a second word: ${names}.`)
  if (asked === '') throw new UsageError(`A command is missing: ${names}.`)
  throw new UsageError(`There is no command '${asked}'; there are ${names}.`)
}

/** The command that the leading words name; `group` holds those that only share the first word. */
function findCommand(commands: readonly Command[], args: readonly string[]) {
  const [first = '', second = ''] = args
  const two = commands.find(({ name }) => name === `${first} ${second}`)
  if (two) return { command: two, group: [], rest: args.slice(2) }
  const one = commands.find(({ name }) => name === first)
  if (one) return { command: one, group: [], rest: args.slice(1) }
  const group = commands.filter(({ name }) => name.startsWith(`${first} `))
  return { command: undefined, group, rest: args }
}

function wantsHelp(args: readonly string[]): boolean {
  const words = beforeTerminator(args)
  return words.includes('--help') || words.includes('-h')
}

/** The arguments before `--`, after which everything is an operand. */
function beforeTerminator(args: readonly string[]): readonly string[] {
  const end = args.indexOf('--')
  return end < 0 ? args : args.slice(0, end)
}
