/**
 * `train`: makes a model out of a folder of photographs, or goes on with a run that was stopped.
 * Shows the trainer's events; every decision about updates is the trainer's.
 */
import { setTimeout } from 'node:timers/promises'
import { UsageError, UserError } from '../../../src-shared/contract/user-error.ts'
import type { FieldValues } from '../../../src-shared/contract/training-api.ts'
import { defaultRecipe, recipeNames } from '../../../src-shared/training/recipe.ts'
import type { RecipeName } from '../../../src-shared/training/recipe.ts'
import { DEVICES } from '../../../src-shared/contract/devices-api.ts'
import { knowsPower, readIsOnBattery } from '../../host/power.ts'
import { findModel } from '../../models/library.ts'
import type { FinishedEvent, TrainEvent } from '../../training/train-event.ts'
import { shippedFeatures } from '../../training/feature-file.ts'
import { DEFAULT_NETWORK } from '../../training/default-network.ts'
import { listFiles } from '../../training/folder-dataset.ts'
import { parseField } from '../../training/recipe-fields.ts'
import { spellCommand } from '../../training/spell-command.ts'
import { trainModel } from '../../training/train-command.ts'
import type { TrainRequest } from '../../training/train-request.ts'
import { checkPhotographs } from '../check-photographs.ts'
import { defineCommand } from '../command.ts'
import type { CommandContext } from '../command.ts'
import { choice, flag, integer, list, real, required, text } from '../options.ts'
import type { OptionTable, OptionValues } from '../options.ts'
import { spellDuration } from '../progress-line.ts'

const OPTIONS = {
  out: required(text({ placeholder: 'MODELDIR', help: 'folder for the finished model' })),
  from: text({ placeholder: 'MODEL', help: 'model to start from (the teacher, for cd and pd)' }),
  recipe: choice(recipeNames, 'how to train (default: adapt from a consistency model, else ect)'),
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
  resume: flag('go on with the run of this --out, or begin it; a finished one is left as it is'),
  batch: integer({ min: 1, max: 4096, placeholder: 'B', help: 'patches per update (default: 8)' }),
  'learning-rate': real({
    min: 1e-9,
    max: 1,
    help: "largest size of an update (default: the recipe's)",
  }),
  seed: integer({
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    placeholder: 'S',
    help: 'start of the random numbers (default: 1)',
  }),
  strength: real({ min: 0.1, max: 10, help: 'factor of the learning rate (default: 1)' }),
  set: list({
    placeholder: 'NAME=VALUE,...',
    help: 'other constants of the recipe, as its model card names them',
  }),
  features: text({
    placeholder: 'FILE.onnx',
    help: 'network of features for the loss, one picture to maps or two to a distance such as LPIPS',
  }),
  exclude: list({
    placeholder: 'PATH,...',
    help: 'photographs of the folder to leave out; \\, for a comma in a name',
  }),
  duplicates: flag('train on duplicates too'),
  patience: integer({
    min: 1,
    max: 1e6,
    help: 'end after N validations of the last stage without a better one',
  }),
  keep: choice(
    ['best', 'last'] as const,
    'weights that become the model: best by validation or last (default: best)',
  ),
  'mains-only': flag('wait while the machine runs on its battery (known on Linux)'),
  name: text({ help: 'what the model is called (default: as its folder)' }),
  licence: text({ help: "what the model card says about the model's use" }),
  device: choice(DEVICES, 'what computes the updates (default: cpu)'),
  threads: integer({ min: 1, max: 1024, help: 'threads of the runtime' }),
} satisfies OptionTable
type Options = OptionValues<typeof OPTIONS>

export const trainCommand = defineCommand(
  {
    name: 'train',
    summary: 'Train a model on a folder of photographs',
    operands: {
      FOLDER:
        'folder of photographs, searched to its depths; for a model with classes the first sub-folder is called like ' +
        'the class, by name or number',
    },
    options: OPTIONS,
    examples: [
      'train ~/Pictures/garden --minutes 90 --out garden',
      'train ~/Pictures/garden --resume --steps 20000 --out garden',
      'train ~/Pictures/garden --from garden --patience 5 --exclude blurred.jpg --out garden-2',
      'train ~/Pictures/animals --from imagenet64 --out animals',
      'train ~/Pictures/garden --set levels.base=16,levels.stages=1 --json --out garden-3',
    ],
  },
  async ({ operands, options }, context) => {
    const request = await trainRequest(operands.FOLDER, options)
    const mainsOnly = options['mains-only'] ?? false
    const lead = mainsOnly ? { lead: { turn: mainsTurn(context) } } : {}
    for await (const event of trainModel(request, { ...context, ...lead })) {
      context.tell(event)
      follow(event, request.out, context)
    }
    return { report: null }
  },
)

/** Seconds between two looks at the power supply. */
const POWER_SECONDS = 10

/** Waits while the machine runs on its battery. */
function mainsTurn({ note }: Pick<CommandContext, 'note'>) {
  if (!knowsPower) note('Whether this machine is on battery is not known here; training goes on.')
  return async (signal: AbortSignal | undefined) => {
    let told = false
    while (!signal?.aborted && (await readIsOnBattery())) {
      if (!told) note('On battery; training waits for the mains.')
      told = true
      await setTimeout(1000 * POWER_SECONDS, null, signal ? { signal } : {}).catch(() => undefined)
    }
  }
}

async function trainRequest(folder: string, options: Options): Promise<TrainRequest> {
  const { out, recipe, steps, minutes, batch, stages, seed, licence, threads } = options
  const { strength, patience, keep, name, exclude, duplicates, resume = false } = options
  const from = options.from === undefined ? undefined : (await findModel(options.from)).folder
  // A run that goes on has its photographs already.
  if (exclude !== undefined && !resume)
    checkPhotographs('exclude', exclude, { folder, paths: await listFiles(folder) })
  const learningRate = options['learning-rate']
  const fields = fieldsOf(options)
  const features = options.features ?? shippedFeatures
  const chosen = { recipe, from, steps, minutes, batch, learningRate, stages, seed, licence }
  return {
    folder,
    choice: { exclude: exclude ?? [], include: duplicates ? 'all' : [] },
    out,
    name,
    settings: { ...chosen, strength, fields, patience, keep, features, device: options.device },
    resume,
    threads,
    command: spellCommand(folder, options),
  }
}

/** Constants by their names; a network of features means a loss of features. */
function fieldsOf({ recipe = 'ect', set, features }: Options): FieldValues | undefined {
  const fields = set && parseFields(recipe, set)
  return features === undefined ? fields : { 'metric.kind': 'features', ...fields }
}

/** 'levels.base=16' and the like as values. */
function parseFields(name: RecipeName, words: readonly string[]): FieldValues {
  const recipe = defaultRecipe(name, { network: DEFAULT_NETWORK, steps: 1, batch: 1 })
  return Object.fromEntries(
    words.map((word) => {
      const [field = '', value] = word.split('=', 2)
      if (!value) throw new UsageError(`--set takes NAME=VALUE, not '${word}'.`)
      return [field, parseField(recipe, field, value)] as const
    }),
  )
}

/** Shows what an event says. */
function follow(event: TrainEvent, output: string, context: CommandContext): void {
  switch (event.type) {
    case 'started':
      for (const { path, reason } of event.skipped) context.note(`Skipped ${path}: ${reason}`)
      context.print(
        `Photographs: ${event.photographs} to train on, ${event.heldBack} held back to measure on; ` +
          `updates ${event.step} to ${event.steps}, kept in ${event.runFolder}`,
      )
      return
    case 'step':
      context.progress.show({
        label: 'train',
        detail: `loss ${event.loss.toFixed(4)}, ${event.patchesPerSecond.toFixed(1)} patches/s`,
        secondsLeft: event.etaSeconds,
        done: event.step,
        total: event.steps,
      })
      return
    case 'validation':
      context.print(
        `Update ${event.step}: ${event.loss.toPrecision(5)} on held-back photographs` +
          (event.best ? ', the best so far' : ''),
      )
      return
    case 'samples':
      context.print(`Update ${event.step}: samples in ${event.path}`)
      return
    case 'checkpoint':
    case 'model':
      return
    case 'finished':
      context.print(endLine(event, output))
      return
    case 'stopped':
      if (event.reason !== 'cancelled') throw new UserError(event.message)
      context.note(event.message)
      context.signal.throwIfAborted()
  }
}

const ENDS = { 'all-steps': 'finished', 'no-gain': 'no longer better, ended', asked: 'ended' }

function endLine({ reason, steps, computeSeconds, dataWait }: FinishedEvent, output: string) {
  if (reason === 'before')
    return `${output} is finished already, after ${steps} updates; nothing was changed`
  return (
    `${output}: ${ENDS[reason]} after ${steps} updates and ${spellDuration(computeSeconds)}; ` +
    `${(100 * dataWait).toFixed(1)} % of the time waited for data`
  )
}
