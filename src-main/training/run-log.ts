/**
 * The history of a run, one JSON object a line, so that it can be followed while it grows.
 * On a resume everything after the checkpoint is cut off and written again.
 */
import { readFile } from 'node:fs/promises'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { JsonFields } from '../../src-shared/importers/json-fields.ts'
import { appendLine, writeDurably } from '../images/durable-file.ts'

/** Mean over the steps since the line before. */
export interface LossLine {
  readonly step: number
  readonly loss: number
  readonly gradientNorm: number
}

/** A measurement on the held-back patches. */
export interface ValidationLine {
  readonly step: number
  readonly stage: string
  readonly validation: number
}

export type LogLine = LossLine | ValidationLine

/** Appends one line. */
export async function appendLog(path: string, line: LogLine): Promise<void> {
  await appendLine(path, JSON.stringify(line))
}

/** Gathers the losses of single updates into one line for every `interval` of them. */
export interface LossLog {
  add(update: { state: { step: number }; loss: number; gradientNorm: number }): Promise<void>
}

/** A loss log that appends to the file at `path`. */
export function createLossLog(path: string, interval: number): LossLog {
  let sum = { count: 0, loss: 0, gradientNorm: 0 }
  return {
    async add({ state, loss, gradientNorm }) {
      const count = sum.count + 1
      sum = { count, loss: sum.loss + loss, gradientNorm: sum.gradientNorm + gradientNorm }
      if (state.step % interval !== 0) return
      const { step } = state
      await appendLog(path, {
        step,
        loss: sum.loss / count,
        gradientNorm: sum.gradientNorm / count,
      })
      sum = { count: 0, loss: 0, gradientNorm: 0 }
    },
  }
}

/** All whole lines of the log; a line torn by a crash is left out, a missing file is an empty log. */
export async function readLog(path: string): Promise<LogLine[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  })
  return text.split('\n').flatMap(parseLine)
}

/** Cuts the log back to what had happened at `step`. */
export async function truncateLog(path: string, step: number): Promise<void> {
  const kept = (await readLog(path)).filter((line) => line.step <= step)
  await writeDurably(path, kept.map((line) => `${JSON.stringify(line)}\n`).join(''))
}

/** The line, or nothing where it was torn. */
function parseLine(text: string): LogLine[] {
  try {
    const fields = new JsonFields(JSON.parse(text), 'log', 'remove the line')
    const step = fields.integer('step')
    return [fields.has('loss') ? parseLoss(step, fields) : parseValidation(step, fields)]
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof UserError) return []
    throw error
  }
}

function parseLoss(step: number, fields: JsonFields): LossLine {
  return { step, loss: fields.number('loss'), gradientNorm: fields.number('gradientNorm') }
}

function parseValidation(step: number, fields: JsonFields): ValidationLine {
  return { step, stage: fields.text('stage'), validation: fields.number('validation') }
}
