/**
 * `train`: makes a model out of a folder of photographs, or goes on with a run that was stopped.
 * Shows the trainer's events; every decision about updates is the trainer's.
 */
import { UserError } from '../../../src-shared/contract/user-error.ts'
import { recipeNames } from '../../../src-shared/training/recipe.ts'
import { findModel } from '../../models/library.ts'
import type { TrainEvent } from '../../training/train-event.ts'
import { trainModel } from '../../training/train-command.ts'
import type { TrainRequest } from '../../training/train-command.ts'
import { defineCommand } from '../command.ts'
import type { CommandContext } from '../command.ts'
import { choice, flag, integer, real, required, text } from '../options.ts'
import type { OptionTable, OptionValues } from '../options.ts'
import { spellDuration } from '../progress-line.ts'

const OPTIONS = {
  out: required(text({ placeholder: 'MODELDIR', help: 'folder for the finished model' })),
  from: text({ placeholder: 'MODEL', help: 'model to start from (the teacher, for cd)' }),
  recipe: choice(recipeNames, 'how to train (default: ect)'),
  steps: integer({
    min: 1,
    max: 1e9,
    help: 'updates of the whole run; with --resume a new length for it',
  }),
  minutes: real({
    min: 0.01,
    max: 1e6,
    placeholder: 'M',
    help: 'or how long it may take (default: 60)',
  }),
  stages: integer({
    min: 1,
    max: 30,
    help: 'how often ect narrows its pairs of levels; may change on --resume',
  }),
  resume: flag('go on with the run of this --out'),
  batch: integer({ min: 1, max: 4096, placeholder: 'B', help: 'patches per update' }),
  'learning-rate': real({ min: 1e-9, max: 1, help: 'largest size of an update' }),
  seed: integer({
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    placeholder: 'S',
    help: 'start of the random numbers',
  }),
  licence: text({ help: "what the model card says about the model's use" }),
  threads: integer({ min: 1, max: 1024, help: 'threads of the runtime' }),
} satisfies OptionTable

export const trainCommand = defineCommand(
  {
    name: 'train',
    summary: 'Train a model on a folder of photographs',
    operands: { FOLDER: 'folder of photographs, searched to its depths' },
    options: OPTIONS,
    examples: [
      'train ~/Pictures/garden --minutes 90 --out garden',
      'train ~/Pictures/garden --resume --steps 20000 --out garden',
      'train ~/Pictures/garden --from garden --recipe ect --steps 5000 --out garden-2',
    ],
  },
  async ({ operands, options }, context) => {
    const request = await trainRequest(operands.FOLDER, options)
    const report: TrainReport = { output: request.out, steps: 0, skipped: [] }
    for await (const event of trainModel(request, context)) {
      follow(event, report, context)
    }
    return { report }
  },
)

/** What --json prints. */
interface TrainReport {
  readonly output: string
  runFolder?: string
  steps: number
  loss?: number
  model?: { readonly id: string; readonly hash: string }
  validation?: number
  seconds?: number
  skipped: readonly { readonly path: string; readonly reason: string }[]
}

async function trainRequest(
  folder: string,
  options: OptionValues<typeof OPTIONS>,
): Promise<TrainRequest> {
  const { out, recipe, steps, minutes, batch, stages, seed, licence, threads } = options
  const from = options.from === undefined ? undefined : (await findModel(options.from)).folder
  const learningRate = options['learning-rate']
  return {
    folder,
    out,
    settings: { recipe, from, steps, minutes, batch, learningRate, stages, seed, licence },
    resume: options.resume ?? false,
    threads,
    command: spell(folder, options),
  }
}

/** Notes in the report what an event says, and shows it. */
function follow(event: TrainEvent, report: TrainReport, context: CommandContext): void {
  switch (event.type) {
    case 'started':
      report.runFolder = event.runFolder
      report.skipped = event.skipped
      for (const { path, reason } of event.skipped) context.note(`Skipped ${path}: ${reason}`)
      context.print(
        `Training on ${event.photographs} photographs, measuring on ${event.heldBack} others; ` +
          `updates ${event.step} to ${event.steps}, kept in ${event.runFolder}`,
      )
      return
    case 'step':
      report.steps = event.step
      report.loss = event.loss
      context.progress.show({
        label: 'train',
        detail: `loss ${event.loss.toFixed(4)}, ${event.patchesPerSecond.toFixed(1)} patches/s`,
        secondsLeft: event.etaSeconds,
        done: event.step,
        total: event.steps,
      })
      return
    case 'validation':
      report.validation = event.loss
      context.print(
        `Update ${event.step}: ${event.loss.toPrecision(5)} on held-back photographs` +
          (event.best ? ', the best so far' : ''),
      )
      return
    case 'samples':
      context.print(`Update ${event.step}: samples in ${event.path}`)
      return
    case 'checkpoint':
      return
    case 'model':
      report.model = { id: event.id, hash: event.hash }
      return
    case 'finished':
      report.steps = event.steps
      report.seconds = event.computeSeconds
      context.print(
        `${report.output}: finished after ${event.steps} updates and ${spellDuration(event.computeSeconds)}`,
      )
      return
    case 'stopped':
      if (event.reason === 'diverged') throw new UserError(event.message)
      context.note(event.message)
      context.signal.throwIfAborted()
  }
}

/** The command as it was typed, in the order of the option table. */
function spell(folder: string, options: OptionValues<typeof OPTIONS>): string {
  const given = Object.entries(options).flatMap(([name, value]) => {
    if (value === undefined) return []
    return value === true ? [`--${name}`] : [`--${name}`, quoted(String(value))]
  })
  return ['selfsame train', quoted(folder), ...given].join(' ')
}

function quoted(word: string): string {
  return /^[\w./:@%+=,~-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
