/** Teachers under the names of NVIDIA's program, against a second reading of what that program computes. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openModel } from '../../../../src-main/models/open-model.ts'
import { writeSafetensors } from '../../../../src-shared/importers/safetensors.ts'
import { edmNetwork } from '../../../support/edm-network.ts'
import { largestError } from '../../../support/golden.ts'
import type { Tensor } from '../../../../src-shared/tensor/tensor.ts'
import { normals } from '../../../../src-shared/tensor/random.ts'
import { temporaryFolder } from '../model-folders.ts'
import { bringIn } from './libraries.ts'

const SIDE = 8
const LABEL = 3
/** The reference's own tolerance for estimates. */
const TOLERANCE = 5e-5

const NETWORK = { side: SIDE, channels: [128, 192], blocks: 1, attends: [4], classes: 5 } as const

/** The teacher's file, with what its program puts before every name. */
function fileOf(tensors: ReadonlyMap<string, Tensor>, prefix: string): string {
  const path = join(temporaryFolder(), 'edm-rooms.safetensors')
  const named = new Map([...tensors].map(([name, tensor]) => [`${prefix}${name}`, tensor]))
  writeFileSync(path, writeSafetensors(named, { dtype: 'F32' }))
  return path
}

test("a teacher estimates what it estimated in its makers' program", async () => {
  const { tensors, forward } = edmNetwork(NETWORK)
  const noise = normals(9, 0, [1, 3, SIDE, SIDE]).data
  const expected = [0.1, 10].map((sigma) => {
    const [x, spread] = [noise.map((value) => sigma * value), Math.hypot(sigma, 0.5)]
    const scaled = x.map((value) => value / spread)
    const raw = forward(scaled, Math.log(sigma) / 4, LABEL)
    const [skip, out] = [(0.5 / spread) ** 2, (0.5 * sigma) / spread]
    return { sigma, x, estimate: raw.map((value, i) => skip * (x[i] ?? NaN) + out * value) }
  })
  const record = await bringIn(fileOf(tensors, ''))
  expect(record).toMatchObject({ windowSize: SIDE, classes: 5, teacher: { noiseScale: 0.001 } })
  const model = await openModel(record.folder)
  for (const { sigma, x, estimate } of expected) {
    const { data } = await model.denoise({ shape: [1, 3, SIDE, SIDE], data: x }, sigma, [LABEL])
    expect(largestError(data, estimate)).toBeLessThan(TOLERANCE)
  }
  await model.release()
  const within = await bringIn(fileOf(tensors, 'model.'))
  expect(within.hash).toBe(record.hash)
}, 300_000)

/** Parameters as one of NVIDIA's other networks would have them. */
function networkWith(more: Readonly<Record<string, readonly number[]>>) {
  const named = { 'model.map_layer0.weight': [4, 4], 'model.enc.8x8_conv.weight': [4, 3, 3, 3] }
  return new Map(
    Object.entries({ ...named, ...more }).map(([name, shape]) => [name, normals(1, 0, shape)]),
  )
}

test.each([
  ['of the kind DDPM++ or NCSN++', { 'model.dec.8x8_aux_norm.weight': [4] }],
  ['with the noise levels of iDDPM', { u: [4], 'model.out_conv.weight': [6, 4, 3, 3] }],
  ['with fewer than 128 channels', { 'model.enc.8x8_block0.conv0.weight': [64, 64, 3, 3] }],
])(
  'a network %s, which would not compute the same here, is refused as that',
  async (what, more) => {
    await expect(bringIn(fileOf(networkWith(more), ''))).rejects.toThrow(
      `edm-rooms.safetensors is a network of NVIDIA's EDM ${what}`,
    )
  },
)
