/**
 * MODEL_CARD.md, written from what a run recorded about itself.
 * A pure function; says nothing that the record does not hold.
 */
import { imageShape } from '../../src-shared/onnx/networks/consistency.ts'
import { parameterCount } from '../../src-shared/onnx/training/flat-parameters.ts'
import type { Progress } from './checkpoint.ts'
import type { DenoisingResult } from './evaluation.ts'
import type { LogLine } from './run-log.ts'
import type { RunRecord } from './run-record.ts'

export interface CardFacts {
  readonly name: string
  readonly record: RunRecord
  /** Of the checkpoint that became the model. */
  readonly step: number
  readonly progress: Progress
  readonly denoising: readonly DenoisingResult[]
  readonly log: readonly LogLine[]
}

/** Where the picture of the losses lies beside the card. */
export const CURVE_FILE = 'training-curve.svg'

export function modelCard(facts: CardFacts): string {
  const parts = [introduction(facts), data(facts), training(facts), results(facts), limits(facts)]
  return `${parts.join('\n\n')}\n`
}

function introduction({ name, record }: CardFacts): string {
  const side = imageShape(record.network, 1)[3] ?? 0
  const millions = (parameterCount(record.network.config) / 1e6).toFixed(2)
  return `# ${name}

A consistency model f(x, sigma) of RGB patches of ${side}x${side} pixels in diffusers' layout (UNet2DModel, ${millions} million
parameters${record.network.folding === 2 ? ', 2x2 pixels folded into channels' : ''}), trained with Selfsame's own trainer. This card was written by the run itself.

- Licence: ${record.licence}
- Command: \`${record.command}\``
}

function data({ record }: CardFacts): string {
  const { folder, photographs, heldBack, skipped } = record.data
  const { base } = record
  const start = base
    ? `It started from the model \`${base.id}\` (sha-256 \`${base.hash}\`; licence: ${base.licence}).`
    : 'It started from random weights.'
  const left =
    heldBack > 0 ? `${heldBack} of them were held back to measure on` : 'none could be held back'
  return `## Data

The folder \`${folder}\` with ${photographs} photographs; ${left}, ${skipped} more files could not be used.
Patches were cut at the scales 1, 1/2, 1/4 and so on of each photograph (at most 2048 pixels long), mirrored half of the time.
${start}`
}

function training({ record, step, progress }: CardFacts): string {
  const { recipe, seed } = record
  const rows = Object.entries({ ...flat({ ...recipe }), seed })
  return `## Training

${step} of ${recipe.steps} updates of ${recipe.batch} patches (${step * recipe.batch} patches) became this model. The run
took ${minutes(progress.computeSeconds)} of computing (${minutes(progress.cpuSeconds)} of processor time).

| constant | value |
|---|---|
${rows.map(([name, value]) => `| ${name} | ${String(value)} |`).join('\n')}`
}

/** Nested settings under dotted names. */
function flat(settings: object, prefix = ''): Record<string, unknown> {
  const entries = Object.entries(settings).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(flat(value, `${prefix}${name}.`))
      : [[`${prefix}${name}`, value] as const],
  )
  return Object.fromEntries(entries)
}

function results({ denoising, log }: CardFacts): string {
  const losses = log.filter((line) => 'loss' in line)
  const validations = log.filter((line) => 'validation' in line)
  const finalLoss = losses.at(-1)?.loss.toPrecision(3) ?? 'none'
  const stages = [...new Set(validations.map(({ stage }) => stage))].map((stage) => {
    const own = validations.filter((line) => line.stage === stage).map((line) => line.validation)
    const [first = NaN, best] = [own[0], Math.min(...own)]
    return `| ${stage || 'all'} | ${first.toPrecision(3)} | ${best.toPrecision(3)} | ${own.at(-1)?.toPrecision(3)} |`
  })
  const levels = denoising.map(
    ({ sigma, before, after }) => `| ${sigma} | ${before.toFixed(1)} | ${after.toFixed(1)} |`,
  )
  return `## Results

![Training curve](${CURVE_FILE})

The last training loss was ${finalLoss}. Validation losses on held-back patches, which compare only within a stage of the curriculum:

| stage | first | best | last |
|---|---|---|---|
${stages.join('\n')}

Denoising held-back patches in one step, PSNR in dB:

| sigma | noisy | estimate |
|---|---|---|
${levels.join('\n')}`
}

function limits({ record }: CardFacts): string {
  const side = imageShape(record.network, 1)[3] ?? 0
  return `## Limits

It has seen ${record.data.photographs - record.data.heldBack} photographs and looks at ${side} pixels at a time: it knows texture, edges and local structure,
not objects, faces or writing. What it fills in is plausible at best, never evidence of what was there.`
}

const minutes = (seconds: number) => `${(seconds / 60).toFixed(1)} minutes`
