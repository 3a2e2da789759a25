/**
 * Turns the arguments of a command into typed operands and options, or into a UsageError of one sentence.
 * It checks form and range only; whether a file exists is not its business.
 */
import { parseArgs } from 'node:util'
import { UsageError } from '../../src-shared/contract/user-error.ts'
import type { OptionTable, OptionValues } from './options.ts'

export interface CommandInput<Operand extends string, Table extends OptionTable> {
  readonly operands: Readonly<Record<Operand, string>>
  readonly options: OptionValues<Table>
}

/** The values of `args` under the given tables; flags of the frame (--json, --help) pass unseen. */
export function parseArguments<Operand extends string, Table extends OptionTable>(
  operands: Readonly<Record<Operand, string>>,
  table: Table,
  args: readonly string[],
): CommandInput<Operand, Table> {
  const { values, positionals } = tokenize(table, args)
  return {
    operands: nameOperands(operands, positionals),
    options: readOptions(table, values),
  }
}

type RawValue = string | boolean
type RawValues = Readonly<Record<string, RawValue | readonly RawValue[] | undefined>>

function tokenize(table: OptionTable, args: readonly string[]) {
  const kinds = Object.entries(table).map(([name, { placeholder, repeats = false }]) => {
    const type: 'boolean' | 'string' = placeholder === undefined ? 'boolean' : 'string'
    return [name, { type, multiple: repeats }] as const
  })
  const options = { ...Object.fromEntries(kinds), json: FLAG, help: FLAG }
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new UsageError(sentenceOf(error.message), { cause: error })
  }
}

/** What Node says of an argument that it does not understand, in one sentence. */
function sentenceOf(said: string): string {
  const [sentence = ''] = said.split(/\.?\n|\.? To specify|\. /)
  const [option = ''] = /--[\w-]+/.exec(sentence) ?? []
  if (sentence.endsWith('argument missing')) return `${option} is missing its value.`
  if (!sentence.endsWith('is ambiguous')) return `${sentence}.`
  return `${option} is followed by what looks like an option; write ${option}=VALUE if it is its value.`
}

const FLAG = { type: 'boolean' } as const

function nameOperands<Operand extends string>(
  operands: Readonly<Record<Operand, string>>,
  given: readonly string[],
): Record<Operand, string> {
  const wanted: [string, string][] = Object.entries(operands)
  const missing = wanted[given.length]
  if (missing) throw new UsageError(`${missing[0]} is missing: ${missing[1]}.`)
  if (given.length > wanted.length) {
    throw new UsageError(`'${given[wanted.length]}' is one argument too many.`)
  }
  const empty = wanted.find((_, index) => given[index] === '')
  if (empty) throw new UsageError(`${empty[0]} takes a name, not ''.`)
  const named = Object.fromEntries(wanted.map(([name], index) => [name, given[index]]))
  return named as Record<Operand, string> // one entry per key of `operands`
}

function readOptions<Table extends OptionTable>(table: Table, raw: RawValues): OptionValues<Table> {
  const values = Object.entries(table).map(([name, option]) => {
    const given = raw[name]
    if (given === undefined && option.required === true) {
      throw new UsageError(`--${name} is missing: ${option.help}.`)
    }
    return [name, given === undefined ? undefined : option.parse(String(given), name)]
  })
  return Object.fromEntries(values) as OptionValues<Table> // one entry per key of `table`
}
