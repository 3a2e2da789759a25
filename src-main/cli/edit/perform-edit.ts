/**
 * What all `edit` commands do alike: check, read, edit once or several times, write, report.
 * Knows no tool; each command says what to ask of the engine.
 */
import { basename } from 'node:path'
import type { DeviceLine } from '../../../src-shared/contract/devices-api.ts'
import { wordsFor } from '../../devices/devices-service.ts'
import type { CommonRequest, EditRequest, EditResult } from '../../edits/edit-request.ts'
import { runEdit } from '../../edits/run-edit.ts'
import { decodeImage } from '../../images/decode.ts'
import type { DecodedImage } from '../../images/decode.ts'
import { checkHolds, encodeBytes, metadataNotes } from '../../images/encode.ts'
import { formatFacts, formatOfPath } from '../../images/formats.ts'
import type { OutputRules } from '../../images/output-file.ts'
import type { OpenModel } from '../../models/opened-model.ts'
import type { CommandContext, Outcome } from '../command.ts'
import { samplingRequest } from '../common-options.ts'
import type { OptionValues } from '../options.ts'
import { checkOutputs, variationPaths, writeOutputs } from '../output-files.ts'
import { withModel } from '../use-model.ts'
import type { EDIT_OPTIONS } from './edit-options.ts'
import { fileHash, recipeMaker } from './edit-recipe.ts'

export interface EditJob {
  readonly operator: EditRequest['operator']
  /** The photograph. */
  readonly source: string
  /** Other files that the edit reads: never overwritten either. */
  readonly others: readonly string[]
  /** How many times wider the result is. */
  readonly scale: number
  readonly options: OptionValues<typeof EDIT_OPTIONS>
  /** The request for the engine; throws UserError where the other inputs do not fit. */
  readonly request: (image: DecodedImage, common: CommonRequest) => Promise<EditRequest>
}

/** What --json prints for one result. */
interface EditReport {
  readonly output: string
  readonly width: number
  readonly height: number
  readonly operator: string
  readonly model: string
  readonly device: string
  readonly seed: number
  readonly steps: number
  readonly sigmas: readonly number[]
  readonly seconds: number
  readonly residual: number | null
  readonly changedOutsideMask: number | null
}

interface Variation {
  readonly report: EditReport
  readonly bytes: Uint8Array
  /** The bytes of its recipe file. */
  readonly recipe: () => Uint8Array
}

/** Carries out the job. Nothing is written before all variations are done. */
export async function performEdit(job: EditJob, context: CommandContext): Promise<Outcome> {
  const { source, options } = job
  const paths = variationPaths(options.out, options.variations ?? 1)
  const recipes = options.recipe === undefined ? [] : variationPaths(options.recipe, paths.length)
  const rules: OutputRules = {
    force: options.force ?? false,
    sources: [source, ...job.others],
  }
  formatOfPath(options.out)
  await checkOutputs([...paths, ...recipes], rules)
  const image = await decodeImage(source)
  for (const note of image.notes) context.note(note.text)
  for (const note of metadataNotes(options.out, image.metadata)) context.note(note)
  checkFits(job, image)
  const request = await job.request(image, samplingRequest(options))
  const variations = await withModel(options, context, (model, line) =>
    editAll(request, { paths, model, line, image, context, source }),
  )
  const files = variations.flatMap(({ report, bytes, recipe }, i) => [
    { path: report.output, bytes },
    ...recipes.slice(i, i + 1).map((path) => ({ path, bytes: recipe() })),
  ])
  await writeOutputs(files, rules)
  for (const { report } of variations) context.print(describe(report))
  const reports = variations.map(({ report }) => report)
  return { report: { ...reports[0], ...(reports.length > 1 ? { variations: reports } : {}) } }
}

/** Fails early where the output's format cannot hold the result. */
function checkFits({ options, scale }: EditJob, image: DecodedImage): void {
  const size = { width: image.width * scale, height: image.height * scale }
  checkHolds({ ...image, ...size }, formatOfPath(options.out), options.out)
}

interface Editing {
  readonly paths: readonly string[]
  readonly model: OpenModel
  readonly line: () => DeviceLine
  readonly image: DecodedImage
  readonly context: CommandContext
  readonly source: string
}

/** One result per path, with seeds that follow one another. */
async function editAll(request: EditRequest, editing: Editing): Promise<Variation[]> {
  const { paths, model, line, image, context, source } = editing
  const variations: Variation[] = []
  const hash = await fileHash(source)
  for (const [index, output] of paths.entries()) {
    const seed = request.seed + index
    const count = paths.length > 1 ? ` ${index + 1} of ${paths.length}` : ''
    const label = `${request.operator}${count}`
    const result = await editOnce({ ...request, seed }, { label, model, context })
    const { metadata } = image
    const bytes = await encodeBytes(result.image, formatOfPath(output), { metadata })
    const asked = {
      request,
      variation: index,
      model: model.record,
      source: hash,
      device: wordsFor(line()),
    }
    const recipe = recipeMaker(result, asked)
    variations.push({ bytes, recipe, report: reportOf(result, { output, request, model, seed }) })
  }
  return variations
}

async function editOnce(
  request: EditRequest,
  options: { label: string; model: OpenModel; context: CommandContext },
): Promise<EditResult> {
  const { label, model, context } = options
  const onFraction = (done: number) => context.progress.show({ label, done, total: 1 })
  onFraction(0)
  for await (const { result } of runEdit(request, { model, signal: context.signal, onFraction })) {
    if (result) return result
  }
  throw new Error(`the edit '${request.operator}' ended without a result`)
}

function reportOf(
  { image, steps, sigmas, seconds, residual, changedOutsideMask }: EditResult,
  { output, request, model, seed }: Facts,
): EditReport {
  return {
    output,
    width: image.width,
    height: image.height,
    operator: request.operator,
    model: model.record.id,
    device: model.device,
    seed,
    steps,
    sigmas,
    seconds,
    residual,
    changedOutsideMask,
  }
}

interface Facts {
  readonly output: string
  readonly request: EditRequest
  readonly model: OpenModel
  readonly seed: number
}

function describe(report: EditReport): string {
  const { output, width, height, steps, seed, seconds, changedOutsideMask } = report
  const { name, isExact } = formatFacts[formatOfPath(output)]
  const losses = isExact ? '' : ` (${name} itself stores with small losses)`
  const outside =
    changedOutsideMask === null
      ? ''
      : `, ${changedOutsideMask} samples changed outside the mask${losses}`
  const stepped = `${steps} ${steps === 1 ? 'step' : 'steps'}`
  return (
    `${basename(output)}: ${width} x ${height} pixels, ${stepped}, seed ${seed}, ` +
    `${seconds.toFixed(1)} s${outside}`
  )
}
