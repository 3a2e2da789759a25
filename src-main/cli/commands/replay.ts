/**
 * `replay`: makes the result of a recipe again and says whether it is the same, sample for sample.
 * A source or model other than the recipe's is refused before any work.
 */
import { readdir } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { UserError } from '../../../src-shared/contract/user-error.ts'
import type { EditResult } from '../../edits/edit-request.ts'
import { planTask } from '../../edits/plan-task.ts'
import type { Order } from '../../edits/plan-task.ts'
import { checkModel, checkPictures, orderOf, samplesHash } from '../../edits/recipe-of.ts'
import { runPlan } from '../../edits/run-plan.ts'
import { traitsOf } from '../../edits/work-meter.ts'
import { decodeImage } from '../../images/decode.ts'
import type { DecodedImage } from '../../images/decode.ts'
import { checkHolds, encodeImage } from '../../images/encode.ts'
import { formatFacts, formatOfPath } from '../../images/formats.ts'
import { checkOutput } from '../../images/output-file.ts'
import { readBytes } from '../../models/model-files.ts'
import type { OpenModel } from '../../models/opened-model.ts'
import { parseRecipe } from '../../recipes/recipe-file.ts'
import { defineCommand } from '../command.ts'
import type { CommandContext } from '../command.ts'
import { FORCE_OPTION, MODEL_OPTIONS } from '../common-options.ts'
import { fileHash } from '../edit/edit-recipe.ts'
import { required, text } from '../options.ts'
import { withModel } from '../use-model.ts'

export const replayCommand = defineCommand(
  {
    name: 'replay',
    summary: 'Make the result of a recipe again and compare it',
    operands: { RECIPE: 'the recipe, as edit --recipe or the editor wrote it' },
    options: {
      out: required(text({ placeholder: 'OUT', help: 'the result; the ending says the format' })),
      source: text({
        placeholder: 'FILE',
        help: 'the picture it was made from (default: the one beside the recipe)',
      }),
      other: text({ placeholder: 'FILE', help: 'the second picture of a blend, likewise' }),
      ...FORCE_OPTION,
      ...MODEL_OPTIONS,
    },
    examples: ['replay clean.json --source street.jpg --out again.png'],
  },
  async ({ operands, options }, context) => {
    const { out, force = false } = options
    formatOfPath(out)
    const recipe = parseRecipe(await readRecipe(operands.RECIPE), operands.RECIPE)
    const { task } = recipe
    const beside = dirname(operands.RECIPE)
    const isMade = task.kind === 'generate'
    const source = isMade ? null : await openPicture(recipe.source, options.source, beside)
    const isBlend = task.kind === 'blend'
    const other = isBlend ? await openPicture(recipe.other ?? '', options.other, beside) : null
    checkPictures(recipe, { source, other })
    const sources = [operands.RECIPE, ...[source, other].flatMap((picture) => picture?.path ?? [])]
    await checkOutput(out, { force, sources })
    const pictures = { image: source?.image ?? null, ...(other && { other: other.image }) }
    const order: Order = { ...orderOf(recipe), ...pictures }
    const choice = { ...options, model: options.model ?? recipe.model.id, label: recipe.label }
    const { image, device } = await withModel(choice, context, async (model) => {
      checkModel(recipe, model.record)
      const { image } = await makeAgain(order, model, context)
      return { image, device: model.device }
    })
    checkHolds(image, formatOfPath(out), out)
    const { metadata = {} } = source?.image ?? {}
    await encodeImage(image, out, { force, sources, metadata })
    const result = samplesHash(image)
    const identical = result === recipe.result
    context.print(`${basename(out)}: ${identical ? 'the same samples' : 'not the same samples'}`)
    return {
      report: { output: out, device, identical, result, expected: recipe.result },
      failed: !identical,
    }
  },
)

/** The only result that a recipe has. */
async function makeAgain(
  order: Order,
  model: OpenModel,
  { signal, progress }: CommandContext,
): Promise<EditResult> {
  const { plan, settings } = planTask(order, traitsOf(model)).planAt(0)
  const onFraction = (done: number) => progress.show({ label: 'replay', done, total: 1 })
  for await (const { result } of runPlan(plan, settings, { model, signal, onFraction })) {
    if (result) return result
  }
  throw new Error('the recipe ended without a result')
}

async function readRecipe(path: string): Promise<Uint8Array> {
  return readBytes(path).catch((cause: unknown) => {
    throw new UserError(`${path} cannot be read; name a recipe file.`, { cause })
  })
}

interface Opened {
  readonly path: string
  readonly name: string
  readonly hash: string
  readonly samples: string
  readonly image: DecodedImage
}

/** The picture that was named, else the one in `folder` with the hash that is wanted. */
async function openPicture(
  wanted: string,
  named: string | undefined,
  folder: string,
): Promise<Opened> {
  const path = named ?? (await findPicture(wanted, folder))
  const image = await decodeImage(path)
  const samples = samplesHash(image)
  return { path, name: basename(path), hash: await fileHash(path), samples, image }
}

async function findPicture(wanted: string, folder: string): Promise<string> {
  const extensions = Object.values(formatFacts).flatMap((facts) => facts.extensions)
  for (const name of (await readdir(folder)).sort()) {
    const path = join(folder, name)
    const isPicture = extensions.includes(extname(name).toLowerCase())
    if (isPicture && (await fileHash(path)) === wanted) return path
  }
  throw new UserError(
    `No picture beside the recipe has the SHA-256 ${wanted.slice(0, 12)}...; name it with --source.`,
  )
}
