/**
 * Zero-shot edits with the reference's noise: golden_editing.
 */
import { clampToRange } from '../../../../src-shared/diffusion/multistep-sampler.ts'
import { slerp, interpolate } from '../../../../src-shared/operators/interpolate.ts'
import { denoise } from '../../../../src-shared/operators/denoise.ts'
import type { OperatorPlan } from '../../../../src-shared/operators/plan.ts'
import { tensor, type IntTensor, type Tensor } from '../../../../src-shared/tensor/tensor.ts'
import { compare, skip, type Finding, type Item } from '../finding.ts'
import type { FixtureFolder } from '../fixture-folder.ts'
import { guarded } from '../guarded.ts'
import { planOf } from './edit-plans.ts'
import { denoiseBy, type GoldenNetwork } from './golden-network.ts'
import { checkLevels, readLevels } from './levels.ts'
import { checkSteps, startingSigma, type GoldenCase } from './steps.ts'

const FILE = 'golden_editing.safetensors'
const CONSTANTS = 'golden_editing.json'
/** The reference's own tolerance for results. */
const FINAL = { tolerance: 3e-4, byNetwork: true } as const
/** A few roundings in 32 bits. */
const ROUNDING = { tolerance: 2e-6, measure: 'relative above 1' } as const

/** Every case of the file, by what it holds: two noises, a noisy picture, or a picture to edit. */
export async function* checkEditing(
  folder: FixtureFolder,
  network: GoldenNetwork,
): AsyncGenerator<Finding> {
  if (!folder.has(FILE)) return
  const golden = await folder.golden(FILE)
  const constants = await folder.constants(CONSTANTS)
  const names = new Set(golden.names.map((name) => name.split('.')[0] ?? name))
  for (const name of names) {
    const item = `${folder.name}/editing/${name}`
    yield* guarded(item, checkCase({ name, item, golden, constants, network }))
  }
}

function checkCase(edit: GoldenCase): AsyncGenerator<Finding> {
  const { name, golden } = edit
  if (golden.has(`${name}.z1`)) return checkInterpolation(edit)
  return golden.has(`${name}.x`) ? checkDenoising(edit) : checkEdit(edit)
}

async function* checkEdit(edit: GoldenCase): AsyncGenerator<Finding> {
  const { name, item, golden, constants, network } = edit
  const plan = planOf(golden, name)
  const fields = constants.case(name)
  if (!plan || !fields) {
    yield skip(
      item,
      plan ? `${CONSTANTS} holds no noise levels for it` : 'no operator of this name',
    )
    return
  }
  const levels = readLevels(fields, network.constants)
  yield* checkLevels(item, fields, levels)
  const first = levels.last === null ? levels.sigmas[0] : startingSigma(network.constants)
  const start = plan.start(golden.tensor(`${name}.noise_init`), first ?? 0)
  yield* checkStart(edit, plan, start)
  yield* checkSteps(item, {
    golden,
    prefix: name,
    levels,
    known: plan.known,
    start,
    denoise: denoiseBy(network, golden.labels(`${name}.class_labels`)),
    finish: (image) => image,
  })
}

/** The reference that is kept, and the same under its first noise. */
function* checkStart(
  { name, item, golden }: GoldenCase,
  { base }: OperatorPlan,
  start: Tensor,
): Generator<Finding> {
  for (const [key, actual] of [
    ['y_ref', base],
    ['x_init', start],
  ] as const) {
    if (!actual || !golden.has(`${name}.${key}`)) continue
    const expected = golden.tensor(`${name}.${key}`).data
    yield compare(`${item}/${key}`, [actual.data, expected], ROUNDING)
  }
}

/** One question at the picture's own noise level. */
async function* checkDenoising(edit: GoldenCase): AsyncGenerator<Finding> {
  const { name, golden } = edit
  const [sigma = 0] = golden.values(`${name}.sigma`)
  const noisy = golden.tensor(`${name}.x`)
  const { start, sigmas } = denoise({ image: noisy, sigma })
  yield await checkOneStep(edit, start(noisy, sigma), sigmas?.[0] ?? sigma)
}

/** Pictures from the points of an arc between two noises. */
async function* checkInterpolation(edit: GoldenCase): AsyncGenerator<Finding> {
  const { name, item, golden, network } = edit
  const noises = [golden.tensor(`${name}.z1`), golden.tensor(`${name}.z2`)] as const
  const shares = [...golden.values(`${name}.alpha`)]
  const between = shares.flatMap((share) => [...slerp(...noises, share).data])
  yield compare(`${item}/z`, [between, golden.tensor(`${name}.z`).data], ROUNDING)
  const sigma = startingSigma(network.constants)
  const starts = shares.map((share) => interpolate({ noises, share }).start(noises[0], sigma))
  const shape = [shares.length, ...noises[0].shape.slice(1)]
  const data = Float32Array.from(starts.flatMap((start) => [...start.data]))
  yield await checkOneStep(edit, tensor(shape, data), sigma)
}

/**
 * The result of asking once. Where a network has classes and the case names none, the reference used one that
 * is not stated: the first with which the result agrees, or comes nearest.
 */
async function checkOneStep(edit: GoldenCase, x: Tensor, sigma: number): Promise<Item> {
  const { name, item, golden, network } = edit
  const expected = golden.tensor(`${name}.final`).data
  const attempt = async (labels: IntTensor | undefined): Promise<Item> => {
    const { data } = clampToRange(await denoiseBy(network, labels)(x, sigma))
    return compare(`${item}/final`, [data, expected], FINAL)
  }
  const classes = network.config.numClassEmbeds
  const labels = golden.labels(`${name}.class_labels`)
  if (classes === null || labels) return attempt(labels)
  let nearest = await attempt(oneLabel(0))
  for (let label = 1; label < classes && !nearest.ok; label++) {
    const next = await attempt(oneLabel(label))
    if (next.error < nearest.error) nearest = next
  }
  return nearest
}

function oneLabel(label: number): IntTensor {
  return { shape: [1], data: Int32Array.of(label) }
}
