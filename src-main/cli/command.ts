/**
 * What a command of the command line is: its name, its words for the help page, its typed options, and what it does.
 * A command neither reads process.argv nor writes to a stream; both come and go through its arguments.
 */
import { flag } from './options.ts'
import type { OptionTable } from './options.ts'
import { parseArguments } from './parse-arguments.ts'
import type { CommandInput } from './parse-arguments.ts'
import type { ProgressLine } from './progress-line.ts'

/** Where time comes from, in seconds. */
export interface Clocks {
  readonly wall: () => number
  /** Processor seconds used by this process. */
  readonly cpu: () => number
}

/** What a command may do to the world besides its own files. */
export interface CommandContext {
  readonly signal: AbortSignal
  readonly progress: ProgressLine
  readonly clocks: Clocks
  /** One line for the reader, on standard output; nothing under --json. */
  readonly print: (line: string) => void
  /** Under --json: a line of JSON on standard output, for commands that tell what happens while it does. */
  readonly tell: (event: object) => void
  /** One line on standard error: a warning, something left out. */
  readonly note: (line: string) => void
}

/** How a command ended: what --json prints (null where the command has told it all by then), and whether what it checked was found wanting (exit 1). */
export interface Outcome {
  readonly report: object | null
  readonly failed?: boolean
}

export interface CommandDescription<Operand extends string, Table extends OptionTable> {
  /** One or two words: 'parity', 'edit inpaint'. */
  readonly name: string
  readonly summary: string
  /** Operand -> what it is; every operand must be given, in this order. */
  readonly operands: Readonly<Record<Operand, string>>
  readonly options: Table
  /** Arguments as one would type them, after the name of the program. */
  readonly examples: readonly string[]
}

/** A command whose types of operands and options are sealed inside. */
export interface Command extends CommandDescription<string, OptionTable> {
  /** Parses the arguments and runs. Throws UsageError, UserError or AbortError. */
  execute(args: readonly string[], context: CommandContext): Promise<Outcome>
}

/** Options that every command understands; the frame looks at them before a command runs. */
export const FRAME_OPTIONS = {
  json: flag('print JSON on standard output and nothing else: one object, or one line an event'),
  help: flag('show this help'),
} satisfies OptionTable

/** Seals a typed description and what it does into a Command. */
export function defineCommand<Operand extends string, Table extends OptionTable>(
  description: CommandDescription<Operand, Table>,
  run: (input: CommandInput<Operand, Table>, context: CommandContext) => Promise<Outcome>,
): Command {
  return {
    ...description,
    execute: async (args, context) =>
      run(parseArguments(description.operands, description.options, args), context),
  }
}
