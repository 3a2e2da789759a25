import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { float64, readSafetensors, tensorOf } from '../../../src-shared/importers/safetensors.ts'
import { blockMeans } from '../../../src-shared/operators/blocks.ts'
import { colorize } from '../../../src-shared/operators/colorize.ts'
import { inpaint } from '../../../src-shared/operators/inpaint.ts'
import { interpolate, slerp } from '../../../src-shared/operators/interpolate.ts'
import { GREY_AXIS } from '../../../src-shared/operators/luminance.ts'
import { stroke } from '../../../src-shared/operators/stroke.ts'
import { superResolve } from '../../../src-shared/operators/super-resolve.ts'
import type { OperatorPlan } from '../../../src-shared/operators/plan.ts'
import { normals } from '../../../src-shared/tensor/random.ts'
import type { Tensor } from '../../../src-shared/tensor/tensor.ts'
import { at } from '../../support/at.ts'
import { goldenSchedules, largestError } from '../../support/golden.ts'

const folder = new URL('../../fixtures/tiny_bedroom256/', import.meta.url)
const file = readSafetensors(await readFile(new URL('golden_editing.safetensors', folder)))
const golden = (name: string): Tensor => tensorOf(file, name)

const cases: readonly (readonly [string, () => OperatorPlan])[] = [
  [
    'inpaint',
    () =>
      inpaint({
        image: golden('inpaint.image'),
        known: golden('inpaint.mask_known'),
        fill: -1,
      }),
  ],
  ['colorize', () => colorize({ image: golden('colorize.image') })],
  ['superres4', () => superResolve({ small: blockMeans(golden('superres4.image'), 4), factor: 4 })],
]

describe.each(cases)('%s against the reference program', (name, plan) => {
  test('starts from the same noised picture', () => {
    const { start, base } = plan()
    expect(largestError(base?.data ?? [], golden(`${name}.y_ref`).data)).toBeLessThan(1e-6)
    const x = start(golden(`${name}.noise_init`), 80)
    expect(largestError(x.data, golden(`${name}.x_init`).data)).toBeLessThan(4e-5) // of values up to 300, where fp32 steps by 3e-5
  })
  test('finds its known part in every estimate of the reference run, and changes none', () => {
    const { known } = plan()
    for (const step of [1, 2, 3, 4]) {
      const estimate = golden(`${name}.x0_${step}`)
      expect(known.residual(estimate)).toBeLessThan(1e-6)
      expect(largestError(known.impose(estimate).data, estimate.data)).toBeLessThan(2e-6)
    }
  })
})

describe('the formula with the basis written out', () => {
  /** A^T (m A y + (1 - m) A x) for one vector, with A the transpose of Q and m = (1, 0, 0, ...). */
  function replaceFirst(q: number[], x: number[], y: number[]): number[] {
    const n = x.length
    const forward = (p: number[]) =>
      p.map((_, j) => p.reduce((sum, value, i) => sum + value * at(q, i * n + j), 0))
    const mixed = forward(x)
    mixed[0] = at(forward(y), 0)
    return x.map((_, i) => mixed.reduce((sum, value, j) => sum + value * at(q, i * n + j), 0))
  }

  test('colourising replaces the first of the three components of the reference basis', async () => {
    const q = await goldenSchedules('Q_color')
    expect(largestError(GREY_AXIS, [at(q, 0), at(q, 3), at(q, 6)])).toBeLessThan(1e-12)
    const [x, y] = [normals(1, 0, [1, 3, 1, 1]), normals(1, 1, [1, 3, 1, 1])]
    const imposed = colorize({ image: y }).known.impose(x)
    expect(largestError(imposed.data, replaceFirst(q, [...x.data], [...y.data]))).toBeLessThan(1e-6)
  })
  test('super-resolution replaces the first component of each block', async () => {
    const q = await goldenSchedules('Q_patch_2')
    const [x, y] = [normals(2, 0, [1, 1, 2, 2]), normals(2, 1, [1, 1, 2, 2])]
    const { known } = superResolve({ small: blockMeans(y, 2), factor: 2 })
    const imposed = known.impose(x)
    expect(largestError(imposed.data, replaceFirst(q, [...x.data], [...y.data]))).toBeLessThan(1e-6)
  })
  test.each([2, 4, 8])('the first axis of the basis of blocks of %i is constant', async (side) => {
    // Projecting on the golden axis must give what block means give.
    const axis = await goldenSchedules(`Q_patch_${side}_first_column`)
    const x = normals(3, side, [1, 1, side, side])
    const along = axis.reduce((sum, value, i) => sum + value * at(x.data, i), 0)
    expect(blockMeans(x, side).data[0]).toBeCloseTo(along * at(axis, 0), 6)
  })
})

test('the arc between two noises agrees with the reference', () => {
  const [z1, z2] = [golden('slerp.z1'), golden('slerp.z2')]
  const entry = file.tensors.get('slerp.alpha')
  const shares = entry ? [...float64(entry)] : []
  expect(shares).toHaveLength(4)
  shares.forEach((share, i) => {
    const size = z1.data.length
    const expected = golden('slerp.z').data.subarray(i * size, (i + 1) * size)
    expect(largestError(slerp(z1, z2, share).data, expected)).toBeLessThan(1e-6)
    const start = interpolate({ noises: [z1, z2], share }).start(z1, 80)
    const scaled = expected.map((z) => 80 * z)
    expect(largestError(start.data, scaled)).toBeLessThan(1e-4)
  })
})

test('a stroke edit starts from the picture at the paper level', () => {
  const { start, sigmas } = stroke({ image: golden('sdedit.image') })
  expect(sigmas?.map((sigma) => sigma.toFixed(2))).toEqual(['5.38', '2.24'])
  const x = start(golden('sdedit.noise_init'), 5.38)
  expect(largestError(x.data, golden('sdedit.x_init').data)).toBeLessThan(2e-6)
})
