/**
 * The network and the two readings of it, on a batch of noise levels: golden_forward.
 */
import {
  consistencyScalings,
  edmScalings,
  type Scalings,
} from '../../../../src-shared/diffusion/preconditioning.ts'
import { SCALINGS } from '../../../../src-shared/onnx/networks/consistency.ts'
import type { Tensor } from '../../../../src-shared/tensor/tensor.ts'
import { compare, type Finding } from '../finding.ts'
import type { FixtureFolder } from '../fixture-folder.ts'
import type { GoldenTensors } from '../golden-tensors.ts'
import { rowsAt, type GoldenNetwork } from './golden-network.ts'

const FILE = 'golden_forward.safetensors'
/** The reference's own tolerance for network outputs. */
const OUTPUT = { tolerance: 5e-5, byNetwork: true } as const
/** A few roundings in 32 bits. */
const FACTOR = 1e-6

const FACTORS = [
  ['c_skip', 'cSkip'],
  ['c_out', 'cOut'],
  ['c_in', 'cIn'],
  ['c_noise', 'cNoise'],
] as const

/** F, the consistency function f and the EDM denoiser, and the factors between them. */
export async function* checkForward(
  folder: FixtureFolder,
  network: GoldenNetwork,
): AsyncGenerator<Finding> {
  if (!folder.has(FILE)) return
  const golden = await folder.golden(FILE)
  const sigmas = [...golden.values('sigma')]
  const f = (sigma: number): Scalings => consistencyScalings(sigma, network.constants)
  const readings = {
    F: rawRows(golden),
    f: rowsAt(sigmas, f),
    edm_denoised: rowsAt(sigmas, (sigma) => edmScalings(sigma, network.constants)),
  }
  const x = golden.tensor('x')
  const labels = golden.labels('class_labels')
  for (const [name, scalings] of Object.entries(readings)) {
    if (!golden.has(name)) continue
    const { data } = await network.estimate({ x, scalings, labels })
    const expected = golden.tensor(name).data
    yield compare(`${folder.name}/forward/${name}`, [data, expected], OUTPUT)
  }
  for (const [name, key] of FACTORS) {
    if (!golden.has(name)) continue
    const actual = sigmas.map((sigma) => f(sigma)[key])
    yield compare(`${folder.name}/forward/${name}`, [actual, golden.values(name)], {
      tolerance: FACTOR,
      measure: 'relative above 1',
    })
  }
}

/**
 * F alone, for the reference's own c_in and c_noise: at sigma 0.002 one rounding of c_noise, 1e-4, shows in F
 * and is multiplied by nothing in f.
 */
function rawRows(golden: GoldenTensors): Tensor {
  const [cIn, cNoise] = [golden.values('c_in'), golden.values('c_noise')]
  const rows = [...cIn].flatMap((factor, i) => [0, 1, factor, cNoise[i] ?? 0])
  return { shape: [cIn.length, SCALINGS], data: Float32Array.from(rows) }
}
