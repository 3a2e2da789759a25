/** An opened model against itself: however many windows come at once, each is treated alike. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openModel } from '../../../src-main/models/open-model.ts'
import type { OpenModel } from '../../../src-main/models/opened-model.ts'
import { normals } from '../../../src-shared/tensor/random.ts'
import { at } from '../../support/at.ts'
import { goldenValues, largestError } from '../../support/golden.ts'
import { writeTinyModel } from '../../support/tiny-model.ts'

let folder: string
let model: OpenModel
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'selfsame-'))
  await writeTinyModel(join(folder, 'tiny'))
  model = await openModel(join(folder, 'tiny'), { threads: 1, windowBatch: 4 })
})
afterAll(async () => {
  await model.release()
  await rm(folder, { recursive: true })
})

describe('an opened model', () => {
  test.each([1, 2, 3, 4, 5, 11])('gives %i windows what each of them gets alone', async (count) => {
    const side = model.windowSize
    const size = 3 * side * side
    const noisy = normals(1, 0, [count, 3, side, side])
    const together = await model.denoise(noisy, 0.7)
    expect(together.shape).toEqual(noisy.shape)
    for (let i = 0; i < count; i++) {
      const data = noisy.data.slice(i * size, (i + 1) * size)
      const alone = await model.denoise({ shape: [1, 3, side, side], data }, 0.7)
      const own = together.data.subarray(i * size, (i + 1) * size)
      const largest = own.reduce(
        (m, value, k) => Math.max(m, Math.abs(value - at(alone.data, k))),
        0,
      )
      expect(largest).toBeLessThan(1e-5)
    }
  })

  test('of Skip blocks gives what their reference gave', async () => {
    const file = 'tiny_skip_mixed/golden_forward.safetensors'
    const skips = await openModel('test/fixtures/tiny_skip_mixed', { threads: 1 })
    const [x, f] = await Promise.all([goldenValues(file, 'x'), goldenValues(file, 'f')])
    const size = 3 * 16 * 16
    const at1 = (values: readonly number[]) => values.slice(size, 2 * size) // at sigma 2.5
    const noisy = { shape: [1, 3, 16, 16], data: Float32Array.from(at1(x)) }
    const found = await skips.denoise(noisy, 2.5)
    await skips.release()
    expect(largestError(found.data, at1(f))).toBeLessThan(5e-5)
  })

  test('asks for as many windows at a time as make the size that it computes best', async () => {
    const byDefault = await openModel(join(folder, 'tiny'), { threads: 1 })
    expect(byDefault.windowBatch * byDefault.windowSize ** 2).toBe(2 ** 17)
    await byDefault.release()
  })
})
