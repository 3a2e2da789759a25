/**
 * The help pages, written from the tables of the commands: nothing in them is kept by hand.
 * Only text comes out; who prints it decides where.
 */
import { FRAME_OPTIONS } from './command.ts'
import type { Command } from './command.ts'
import type { Option } from './options.ts'

const PROGRAM = 'selfsame'

/** The page of the whole program, or of the commands that share a first word ('edit'). */
export function programHelp(commands: readonly Command[]): string {
  return [
    `Usage: ${PROGRAM} COMMAND [ARGUMENTS]`,
    '',
    'Commands:',
    ...columns(commands.map((command) => [signature(command), command.summary])),
    '',
    'Options of every command:',
    ...columns(Object.entries(FRAME_OPTIONS).map(describeOption)),
    '',
    `Run ${PROGRAM} COMMAND --help for the options of a command.`,
    'Exit codes: 0 done, 1 failed, 2 wrong usage, 130 cancelled.',
  ].join('\n')
}

/** The page of one command. */
export function commandHelp(command: Command): string {
  const operands = Object.entries(command.operands)
  const options = Object.entries({ ...command.options, ...FRAME_OPTIONS })
  return [
    `Usage: ${PROGRAM} ${signature(command)} [OPTIONS]`,
    '',
    `${command.summary}.`,
    ...(operands.length > 0 ? ['', ...columns(operands)] : []),
    '',
    'Options:',
    ...columns(options.map(describeOption)),
    '',
    'Examples:',
    ...command.examples.map((example) => `  ${PROGRAM} ${example}`),
  ].join('\n')
}

/** The name of a command with what it cannot do without: `edit inpaint IN --out OUT`. */
export function signature({ name, operands, options }: Command): string {
  const needed = Object.entries(options).filter(([, option]) => option.required)
  return [name, ...Object.keys(operands), ...needed.map(spell)].join(' ')
}

type NamedOption = readonly [name: string, option: Option<unknown>]

function spell([name, { placeholder }]: NamedOption): string {
  return placeholder === undefined ? `--${name}` : `--${name} ${placeholder}`
}

function describeOption(option: NamedOption): [string, string] {
  return [spell(option), option[1].help + (option[1].required ? ' (required)' : '')]
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
}
