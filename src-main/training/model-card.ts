/**
 * MODEL_CARD.md, written from what a run recorded about itself.
 * A pure function; says nothing that the record does not hold.
 */
import { imageShape } from '../../src-shared/onnx/networks/consistency.ts'
import { parameterCount } from '../../src-shared/onnx/training/flat-parameters.ts'
import { modelFiles } from '../models/model-files.ts'
import type { Progress } from './checkpoint.ts'
import type { DenoisingResult } from './evaluation.ts'
import { PATCH_DEFAULTS } from './patch-source.ts'
import type { LogLine, ValidationLine } from './run-log.ts'
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

/** The card as Markdown. */
export function modelCard(facts: CardFacts): string {
  const parts = [introduction(facts), data(facts), training(facts), results(facts), limits(facts)]
  return `${parts.flat().join('\n')}\n`
}

function introduction({ name, record }: CardFacts): string[] {
  const { config, folding } = record.network
  const side = sideOf(record)
  const { levels } = record.recipe
  const kinds: Partial<Record<typeof levels.kind, string>> = {
    diffusion: 'A diffusion denoiser D(x, sigma), not yet a consistency model,',
    pd: 'A diffusion denoiser D(x, sigma) that progressive distillation taught to sample in few steps,',
  }
  const kind = kinds[levels.kind] ?? 'A consistency model f(x, sigma)'
  const folded = folding === 2 ? ', 2x2 pixels folded into channels' : ''
  const millions = (parameterCount(config) / 1e6).toFixed(2)
  return [
    `# ${name}`,
    '',
    `${kind} of RGB patches of ${side}x${side} pixels.`,
    `The network is a UNet2DModel in diffusers' layout: ${millions} million parameters${folded}.`,
    "It was trained by Selfsame's own trainer, and this card was written by that run.",
    '',
    `- Licence: ${record.licence}`,
    `- Command: \`${record.command}\``,
    '',
  ]
}

function data({ record: { base, data } }: CardFacts): string[] {
  const { photographs, heldBack, skipped } = data
  const { scaleWeights, maxSide } = PATCH_DEFAULTS
  return [
    '## Data',
    '',
    `- Folder: \`${data.folder}\``,
    `- Photographs: ${photographs}, of which held back to measure on: ${heldBack}; unusable files: ${skipped}`,
    ...classLine(data),
    '',
    `Patches were cut at the scales 1, 1/2, 1/4, ... (relative frequency ${scaleWeights.join(', ')})`,
    `of photographs of at most ${maxSide} pixels, and mirrored half of the time.`,
    base
      ? `Training started from the model \`${base.id}\` (SHA-256 ${base.hash}, licence: ${base.licence}).`
      : 'Training started from random weights.',
    '',
  ]
}

function classLine({ classes }: RunRecord['data']): string[] {
  if (!classes) return []
  const shown = Object.entries(classes).map(([name, label]) => `\`${name}\` as ${label}`)
  return [`- Classes: ${shown.join(', ')}`]
}

function training({ record, step, progress }: CardFacts): string[] {
  const { recipe, seed } = record
  const [minutes, processor] = [progress.computeSeconds, progress.cpuSeconds].map(inMinutes)
  return [
    '## Training',
    '',
    `The state after ${step} of ${recipe.steps} updates (${step * recipe.batch} patches) became the model.`,
    ...featureLine(record),
    ...(record.device && record.device !== 'cpu' ? [`Updates ran on ${record.device}.`] : []),
    `The run computed for ${minutes} minutes (${processor} minutes of processor time).`,
    '',
    ...table(['constant', 'value'], flatten({ ...recipe, seed })),
    '',
  ]
}

function featureLine({ features }: RunRecord): string[] {
  if (!features) return []
  return [
    `The loss was a distance of features by \`${features.file}\` (SHA-256 ${features.sha256}).`,
  ]
}

/** Nested settings as rows under dotted names. */
function flatten(settings: object, prefix = ''): [string, string][] {
  return Object.entries(settings).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? flatten(value, `${prefix}${name}.`)
      : [[`${prefix}${name}`, String(value)]],
  )
}

function results({ denoising, log }: CardFacts): string[] {
  const loss = log.filter((line) => 'loss' in line).at(-1)?.loss
  const validations = log.filter((line) => 'validation' in line)
  const stages = [...new Set(validations.map(({ stage }) => stage))]
  return [
    '## Results',
    '',
    `![Training curve](${modelFiles.curve})`,
    '',
    ...(loss === undefined ? [] : [`The last training loss was ${loss.toPrecision(3)}.`]),
    'Validation losses on held-back patches compare only within a stage:',
    '',
    ...table(
      ['stage', 'first', 'best', 'last'],
      stages.map((stage) => stageRow(stage, validations)),
    ),
    '',
    'Denoising held-back patches in one step, PSNR in dB:',
    '',
    ...table(
      ['sigma', 'noisy', 'estimate'],
      denoising.map(({ sigma, before, after }) => [
        String(sigma),
        before.toFixed(1),
        after.toFixed(1),
      ]),
    ),
    '',
  ]
}

function stageRow(stage: string, validations: readonly ValidationLine[]): string[] {
  const own = validations.filter((line) => line.stage === stage).map((line) => line.validation)
  const [first = NaN] = own
  return [stage || 'all', ...[first, Math.min(...own), own.at(-1) ?? NaN].map(threeDigits)]
}

function limits({ record }: CardFacts): string[] {
  const { photographs, heldBack } = record.data
  return [
    '## Limits',
    '',
    `Photographs seen: ${photographs - heldBack}, ${sideOf(record)} pixels at a time. So it knows texture,`,
    'edges and local structure, not objects, faces or writing. What it fills in is plausible at best,',
    'never evidence of what was there.',
  ]
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const lines = [head, head.map(() => '---'), ...rows]
  return lines.map((cells) => `| ${cells.join(' | ')} |`)
}

const sideOf = ({ network }: RunRecord) => imageShape(network, 1)[3] ?? 0
const inMinutes = (seconds: number) => (seconds / 60).toFixed(1)
const threeDigits = (value: number) => value.toPrecision(3)
