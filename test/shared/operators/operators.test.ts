import { describe, expect, test } from 'vitest'
import { blockMeans, nearestUpsample } from '../../../src-shared/operators/blocks.ts'
import { colorize } from '../../../src-shared/operators/colorize.ts'
import { inpaint } from '../../../src-shared/operators/inpaint.ts'
import { blend, slerp } from '../../../src-shared/operators/interpolate.ts'
import { asColour, fadeIntoRange, grey } from '../../../src-shared/operators/luminance.ts'
import { operatorFor } from '../../../src-shared/operators/operator-for.ts'
import { restore } from '../../../src-shared/operators/restore.ts'
import { stroke, strokeSigmas } from '../../../src-shared/operators/stroke.ts'
import {
  lastEstimate,
  renoiseBy,
  sampleMultistep,
} from '../../../src-shared/diffusion/multistep-sampler.ts'
import { normals } from '../../../src-shared/tensor/random.ts'
import { mapTensor, tensor, zeros, type Tensor } from '../../../src-shared/tensor/tensor.ts'
import { at } from '../../support/at.ts'
import { gaussianConsistency } from '../../support/gaussian-model.ts'
import { largestError } from '../../support/golden.ts'

const noise = normals(4, 0, [1, 3, 8, 8])

describe('blocks', () => {
  const image = normals(1, 0, [2, 3, 6, 12])

  test('means by hand, for every plane', () => {
    const small = blockMeans(image, 3)
    expect(small.shape).toEqual([2, 3, 2, 4])
    // Last plane, second row of blocks, third block: rows 3 to 5, columns 6 to 8.
    const sum = [3, 4, 5].flatMap((y) => [6, 7, 8].map((x) => at(image.data, (5 * 6 + y) * 12 + x)))
    expect(small.data[5 * 8 + 6]).toBeCloseTo(sum.reduce((a, b) => a + b) / 9, 6)
  })
  test('taking means undoes repeating, and both are adjoint up to the size of a block', () => {
    const small = normals(2, 0, [2, 3, 3, 6])
    expect(largestError(blockMeans(nearestUpsample(small, 2), 2).data, small.data)).toBeLessThan(
      1e-7,
    )
    const inner = (a: Float32Array, b: Float32Array) => a.reduce((s, v, i) => s + v * at(b, i), 0)
    const left = inner(blockMeans(image, 2).data, small.data) * 4
    expect(left).toBeCloseTo(inner(image.data, nearestUpsample(small, 2).data), 4)
  })
  test('a picture that is not made of blocks is refused', () => {
    expect(() => blockMeans(image, 4)).toThrow(RangeError)
  })
})

describe('luminance', () => {
  test('weighs red, green and blue by 0.2989, 0.5870 and 0.1140', () => {
    const rgb = tensor([1, 3, 1, 3], Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1))
    expect(largestError(grey(rgb).data, [0.2989, 0.587, 0.114])).toBeLessThan(1e-7)
  })
  test('a grey picture is the same whether it has one channel or three', () => {
    const one = normals(3, 0, [2, 1, 4, 4])
    const three = asColour(one)
    expect(three.data.subarray(96 - 16)).toEqual(one.data.subarray(16))
    expect(largestError(grey(one).data, grey(three).data)).toBeLessThan(1e-6)
    const firstHalf = (x: Tensor) => ({
      shape: [1, ...x.shape.slice(1)],
      data: x.data.slice(0, x.data.length / 2),
    })
    const [a, b] = [firstHalf(one), firstHalf(three)]
    const imposed = colorize({ image: a }).known.impose(mapTensor(b, (x) => x / 2))
    expect(colorize({ image: b }).known.residual(imposed)).toBeLessThan(1e-6)
  })
  test('fading keeps luminance and hue: chroma shrinks by one factor per pixel', () => {
    const wild = mapTensor(noise, (z) => 0.8 * z)
    const inside = fadeIntoRange(wild)
    const centre = grey(wild).data.map((luminance) => luminance / 0.9999)
    for (let i = 0; i < 64; i++) {
      const middle = at(centre, i)
      if (Math.abs(middle) > 1) continue
      const chroma = (x: Float32Array) => [0, 1, 2].map((c) => at(x, c * 64 + i) - middle)
      const [before, after] = [chroma(wild.data), chroma(inside.data)]
      const ratios = after.map((value, c) => value / at(before, c))
      expect(Math.max(...ratios) - Math.min(...ratios)).toBeLessThan(1e-3)
      const peak = Math.max(...[0, 1, 2].map((c) => Math.abs(at(inside.data, c * 64 + i))))
      expect(peak).toBeLessThan(1 + 1e-6)
      if (at(ratios, 0) < 0.999) expect(peak).toBeCloseTo(1, 5) // no more than needed
    }
  })
})

describe('plans', () => {
  const image = mapTensor(normals(5, 0, [1, 3, 8, 8]), (z) => 0.3 * z)
  const known = tensor(
    [1, 1, 8, 8],
    Float32Array.from({ length: 64 }, (_, i) => i % 2),
  )

  test('a hole is filled with grey, with a value or with another picture before noising', () => {
    const other = mapTensor(image, () => 0.25)
    expect(inpaint({ image, known }).base?.data[0]).toBe(0)
    expect(inpaint({ image, known, fill: -1 }).base?.data[2]).toBe(-1)
    expect(inpaint({ image, known, fill: other }).base?.data[66]).toBe(0.25)
    expect(inpaint({ image, known, fill: other }).base?.data[67]).toBe(image.data[67])
  })
  test('a mask of another size is refused', () => {
    expect(() => inpaint({ image, known: zeros([1, 1, 8, 7]) })).toThrow(RangeError)
  })
  test('what lies in the hole of the source has no influence', () => {
    const other = mapTensor(image, (value, i) => (i % 2 === 1 ? value : NaN))
    const imposed = inpaint({ image: other, known }).known.impose(noise)
    expect(imposed.data).toEqual(inpaint({ image, known }).known.impose(noise).data)
  })
  test('one picture serves as the base of a batch', () => {
    const { start } = operatorFor('stroke', { image })
    const x = start(normals(6, 0, [2, 3, 8, 8]), 2)
    const z = normals(6, 0, [2, 3, 8, 8])
    expect(x.data[192 + 7]).toBeCloseTo(at(image.data, 7) + 2 * at(z.data, 192 + 7), 6)
  })
  test('generation is noise at the level and nothing else', () => {
    const x = operatorFor('generate', {}).start(noise, 80)
    expect(
      largestError(
        x.data,
        noise.data.map((z) => 80 * z),
      ),
    ).toBe(0)
  })
  test('stroke strength runs along the grid from nothing changed to nothing kept', () => {
    expect(strokeSigmas(0)[0]).toBeCloseTo(0.002, 10)
    expect(strokeSigmas(0)).toHaveLength(1)
    expect(strokeSigmas(1)[0]).toBeCloseTo(80, 8)
    expect(strokeSigmas(0.5, 3)).toHaveLength(3)
    expect(stroke({ image, strength: 0.3 }).sigmas?.[0]).toBeLessThan(at(strokeSigmas(0.4), 0))
    expect(() => strokeSigmas(1.5)).toThrow(RangeError)
    expect(() => strokeSigmas(NaN)).toThrow(RangeError)
  })
})

describe('restoring', () => {
  test('with colour and no scale it is inpainting, and without a mask and colour colourising', () => {
    const image = normals(7, 0, [1, 3, 8, 8])
    const known = tensor(
      [1, 1, 8, 8],
      Float32Array.from({ length: 64 }, (_, i) => (i % 3 ? 1 : 0)),
    )
    const estimate = normals(8, 0, [2, 3, 8, 8])
    expect(restore({ image, known }).known.impose(estimate).data).toEqual(
      inpaint({ image, known }).known.impose(estimate).data,
    )
    expect(restore({ image, grey: true }).known.impose(estimate).data).toEqual(
      colorize({ image }).known.impose(estimate).data,
    )
  })
  test('a grey, small, scratched copy of the result is the source', () => {
    const image = mapTensor(normals(9, 0, [1, 1, 4, 4]), (z) => 0.3 * z)
    const known = tensor(
      [1, 1, 4, 4],
      Float32Array.from({ length: 16 }, (_, i) => (i === 5 ? 0 : 1)),
    )
    const plan = restore({ image, known, grey: true, factor: 2 })
    const result = plan.known.impose(normals(10, 0, [1, 3, 8, 8]))
    const copy = blockMeans(grey(result), 2)
    copy.data.forEach((luminance, i) => {
      if (i === 5) expect(Math.abs(luminance - 0.9999 * at(image.data, i))).toBeGreaterThan(0.05)
      else expect(luminance).toBeCloseTo(0.9999 * at(image.data, i), 6)
    })
  })
})

describe('between two pictures', () => {
  const [a, b] = [normals(11, 0, [1, 3, 32, 32]), normals(11, 1, [1, 3, 32, 32])]

  test('an arc of unit normals stays unit normal, where a straight line does not', () => {
    const variance = (x: Float32Array) => x.reduce((sum, value) => sum + value ** 2, 0) / x.length
    for (const share of [0.25, 0.5, 0.8]) {
      expect(Math.abs(variance(slerp(a, b, share).data) - 1)).toBeLessThan(0.06) // 3072 values
    }
    expect(slerp(a, b, 0).data).toEqual(a.data)
    expect(largestError(slerp(a, b, 1).data, b.data)).toBeLessThan(1e-6)
  })
  test('parallel, opposite and empty tensors fall back to the straight line', () => {
    const double = mapTensor(a, (value) => 2 * value)
    expect(slerp(a, double, 0.5).data[3]).toBeCloseTo(1.5 * at(a.data, 3), 6)
    expect(
      slerp(
        a,
        mapTensor(a, (value) => -value),
        0.25,
      ).data[3],
    ).toBeCloseTo(at(a.data, 3) / 2, 6)
    expect(slerp(zeros([4]), zeros([4]), 0.5).data[0]).toBe(0)
  })
  test('photographs mix straight under noise whose level is the same everywhere', () => {
    const images = [mapTensor(a, () => 0.5), mapTensor(a, () => -0.5)] as const
    const x = blend({ images, noises: [a, b], share: 0.5 }).start(a, 0.7)
    const deviation = Math.sqrt(x.data.reduce((sum, value) => sum + value ** 2, 0) / x.data.length)
    expect(Math.abs(deviation / 0.7 - 1)).toBeLessThan(0.03)
    const end = blend({ images, noises: [a, b], share: 0 }).start(b, 0.7)
    expect(end.data[9]).toBeCloseTo(0.5 + 0.7 * at(a.data, 9), 6)
  })
})

test('sampling with a known part keeps it in every estimate and follows the model elsewhere', async () => {
  const image = mapTensor(normals(12, 0, [1, 3, 8, 8]), (z) => 0.1 + 0.2 * z)
  const known = tensor(
    [1, 1, 8, 8],
    Float32Array.from({ length: 64 }, (_, i) => (i < 20 ? 1 : 0)),
  )
  const plan = inpaint({ image, known })
  const sigmas = [80, 2]
  const { image: result } = await lastEstimate(
    sampleMultistep({
      denoise: gaussianConsistency({ mean: 0.1, deviation: 0.2 }),
      known: plan.known,
      start: plan.start(noise, 80),
      sigmas,
      renoise: renoiseBy((step) => normals(13, step, [1, 3, 8, 8])),
      clip: false,
    }),
  )
  const factor = (sigma: number) => Math.sqrt((0.04 + 0.002 ** 2) / (0.04 + sigma ** 2))
  const z = normals(13, 1, [1, 3, 8, 8])
  result.data.forEach((value, i) => {
    const first = 0.1 + (80 * at(noise.data, i) - 0.1) * factor(80)
    const second = 0.1 + (first + Math.sqrt(4 - 0.002 ** 2) * at(z.data, i) - 0.1) * factor(2)
    expect(value).toBeCloseTo(i % 64 < 20 ? at(image.data, i) : second, 5)
  })
})
