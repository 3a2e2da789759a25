/**
 * Generation in one step and in several, with the reference's noise: golden_sampling.
 */
import { clampToRange } from '../../../../src-shared/diffusion/multistep-sampler.ts'
import { generate } from '../../../../src-shared/operators/generate.ts'
import { skip, type Finding } from '../finding.ts'
import type { FixtureFolder } from '../fixture-folder.ts'
import { guarded } from '../guarded.ts'
import { denoiseBy, type GoldenNetwork } from './golden-network.ts'
import { checkLevels, readLevels } from './levels.ts'
import { checkSteps, startingSigma, type GoldenCase } from './steps.ts'

const FILE = 'golden_sampling.safetensors'
const CONSTANTS = 'golden_sampling.json'

/** Every case that both files know: its noise levels, each estimate, the result. */
export async function* checkSampling(
  folder: FixtureFolder,
  network: GoldenNetwork,
): AsyncGenerator<Finding> {
  if (!folder.has(FILE)) return
  const golden = await folder.golden(FILE)
  const constants = await folder.constants(CONSTANTS)
  for (const name of constants.cases) {
    const item = `${folder.name}/sampling/${name}`
    if (!golden.has(`${name}.noise_init`)) {
      yield skip(item, `${FILE} holds no starting noise for it`)
      continue
    }
    yield* guarded(item, checkCase({ name, item, golden, constants, network }))
  }
}

async function* checkCase(it: GoldenCase): AsyncGenerator<Finding> {
  const { name, item, golden, constants, network } = it
  const fields = constants.case(name)
  if (!fields) return
  const levels = readLevels(fields, network.constants)
  yield* checkLevels(item, fields, levels)
  const { start, known } = generate()
  const sigma = startingSigma(network.constants)
  yield* checkSteps(item, {
    golden,
    prefix: name,
    levels,
    known,
    start: start(golden.tensor(`${name}.noise_init`), sigma),
    denoise: denoiseBy(network, golden.labels(`${name}.class_labels`)),
    finish: clampToRange,
  })
}
