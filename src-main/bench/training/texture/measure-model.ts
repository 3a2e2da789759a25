/**
 * How well a model knows some photographs: its consistency loss, its one-step denoising, and its filling of holes.
 * The same noise, patches and holes for every model, so that two measurements differ by the weights alone.
 */
import { defaultRecipe } from '../../../../src-shared/training/recipe.ts'
import { initialState } from '../../../../src-shared/training/train-step.ts'
import type { PixelImage } from '../../../../src-shared/tensor/pixels.ts'
import { runEdit } from '../../../edits/run-edit.ts'
import { openModel } from '../../../models/open-model.ts'
import type { OpenModel } from '../../../models/opened-model.ts'
import { readBaseModel } from '../../../training/base-model.ts'
import { measureDenoising, validationLoss } from '../../../training/evaluation.ts'
import { openEvaluator } from '../../../training/evaluator.ts'
import type { PhotographFile } from '../../../training/folder-dataset.ts'
import { patchSide } from '../../../training/patch-size.ts'
import { withFields } from '../../../training/recipe-fields.ts'
import { validationPatches } from '../../../training/validation-patches.ts'
import { centreOf, holeMask, punch, scratchMask, textMask } from '../../quality/degrade.ts'
import { psnr } from '../../quality/metrics/psnr.ts'
import { readPhotograph } from '../../quality/read-photographs.ts'

export interface ModelFigures {
  /** Of easy consistency tuning at its fourth stage, pseudo-Huber, on held-back patches. */
  readonly consistencyLoss: number
  /** PSNR in dB of one-step denoising at sigma 0.5. */
  readonly denoising: number
  /** PSNR in dB within scratches and lines of text that are filled in one step. */
  readonly scratches: number
  /** PSNR in dB within two holes of 48 pixels that are filled as the tool does it. */
  readonly holes: number
}

export interface Measuring {
  readonly patches: number
  /** Holes are filled in the middle of each photograph, at most this many pixels each way. */
  readonly side: number
  readonly seed: number
  readonly threads?: number | undefined
  readonly signal: AbortSignal
}

/** Means over the photographs. */
export async function measureModel(
  folder: string,
  photographs: readonly PhotographFile[],
  options: Measuring,
): Promise<ModelFigures> {
  const patches = await patchFigures(folder, photographs, options)
  const model = await openModel(folder, { threads: options.threads })
  try {
    const fillings: Filling[] = []
    for (const photograph of photographs) {
      const { image } = await readPhotograph(photograph)
      fillings.push(await fill(centreOf(image, options.side), model, options))
    }
    const meanOf = (which: keyof Filling) =>
      fillings.reduce((sum, filling) => sum + filling[which], 0) / fillings.length
    return { ...patches, scratches: meanOf('scratches'), holes: meanOf('holes') }
  } finally {
    await model.release()
  }
}

const MEASURED_SIGMA = 0.5
const BATCH = 4
/** Where the shipped model's training ended: gaps of a sixteenth. */
const STAGE = { 'levels.base': 16, 'levels.stages': 1 }

async function patchFigures(
  folder: string,
  photographs: readonly PhotographFile[],
  { patches: count, seed, threads }: Measuring,
): Promise<Pick<ModelFigures, 'consistencyLoss' | 'denoising'>> {
  const { network, theta } = await readBaseModel(folder)
  const recipe = withFields(defaultRecipe('ect', { network, steps: 1, batch: BATCH }), STAGE)
  const size = patchSide(network)
  const { patches } = await validationPatches(photographs, { size, batch: count, seed })
  const evaluator = await openEvaluator(network, { batch: BATCH, threads })
  try {
    const evaluation = { evaluator, recipe, seed, patches }
    const levels = await measureDenoising(theta, evaluation)
    return {
      consistencyLoss: await validationLoss(initialState(recipe, theta), evaluation),
      denoising: levels.find(({ sigma }) => sigma === MEASURED_SIGMA)?.after ?? NaN,
    }
  } finally {
    await evaluator.release()
  }
}

type Filling = Pick<ModelFigures, 'scratches' | 'holes'>

async function fill(
  image: PixelImage,
  model: OpenModel,
  { seed, signal }: Measuring,
): Promise<Filling> {
  const filled = async (mask: PixelImage, steps?: number) => {
    const damaged = punch(image, mask)
    const request = { operator: 'inpaint', image: damaged, mask, seed } as const
    const asked = steps === undefined ? request : { ...request, steps }
    for await (const { result } of runEdit(asked, { model, signal })) {
      if (result) return psnr(image, result.image, mask)
    }
    throw new Error('the edit ended without a result')
  }
  const [scratches, text] = [await filled(scratchMask(image), 1), await filled(textMask(image), 1)]
  return { scratches: (scratches + text) / 2, holes: await filled(holeMask(image)) }
}
