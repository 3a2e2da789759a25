import { describe, expect, test } from 'vitest'
import {
  addNoise,
  boxDown,
  centreOf,
  cropToMultiple,
  holeMask,
  isColourless,
  punch,
  scratchMask,
  textMask,
  toGrey,
} from '../../../../src-main/bench/quality/degrade.ts'
import { emptyImage } from '../../../../src-shared/tensor/pixels.ts'

const size = { width: 320, height: 200 }

function noise(width: number, height: number) {
  const image = emptyImage({ width, height }, 3, 8)
  return { ...image, data: image.data.map((_, i) => (i * 7919 + ((i * i) % 251)) % 256) }
}

const whiteShare = ({ data }: { data: ArrayLike<number> }) =>
  Array.from(data).filter((value) => value === 255).length / data.length

describe('masks', () => {
  test.each([
    ['scratches', scratchMask, 0.02, 0.08],
    ['text', textMask, 0.03, 0.15],
    ['holes', holeMask, (2 * 48 * 48) / (320 * 200), (2 * 48 * 48) / (320 * 200)],
  ])('%s cover a plausible share and are the same every time', (_, make, least, most) => {
    const mask = make(size)
    expect(mask).toMatchObject({ ...size, channels: 1, depth: 8 })
    expect(new Set(mask.data)).toEqual(new Set([0, 255]))
    expect(whiteShare(mask)).toBeGreaterThanOrEqual(least)
    expect(whiteShare(mask)).toBeLessThanOrEqual(most)
    expect(make(size)).toEqual(mask)
  })

  test('scratches are four pixels wide in every row where they do not cross', () => {
    const mask = scratchMask(size)
    const row = Array.from(mask.data.subarray(0, size.width))
    expect(row.filter((value) => value === 255).length % 4).toBe(0)
  })

  test('punching leaves nothing of what lies under the mask and all of the rest', () => {
    const image = noise(64, 64)
    const mask = holeMask(image)
    const punched = punch(image, mask)
    for (let i = 0; i < image.data.length; i++) {
      const hidden = mask.data[Math.floor(i / 3)] === 255
      expect(punched.data[i]).toBe(hidden ? 0 : image.data[i])
    }
  })
})

describe('small and grey copies', () => {
  test('a box-reduced picture holds rounded block means', () => {
    const image = { ...emptyImage({ width: 4, height: 2 }, 3, 8) }
    image.data.set([10, 0, 1, 20, 0, 2, 90, 5, 5, 90, 5, 5, 30, 0, 3, 41, 0, 5, 90, 5, 5, 91, 5, 5])
    expect(Array.from(boxDown(image, 2).data)).toEqual([25, 0, 3, 90, 5, 5])
  })

  test('cropping to a multiple keeps the upper left samples', () => {
    const cropped = cropToMultiple(noise(11, 7), 4)
    expect([cropped.width, cropped.height]).toEqual([8, 4])
    expect(Array.from(cropped.data.subarray(24, 30))).toEqual(
      Array.from(noise(11, 7).data.subarray(33, 39)),
    )
  })

  test('grey copies are colourless, and making grey twice changes nothing', () => {
    const grey = toGrey(noise(16, 16))
    expect(isColourless(noise(16, 16))).toBe(false)
    expect(isColourless(grey)).toBe(true)
    expect(toGrey(grey)).toEqual(grey)
  })

  test('added noise has the deviation that was asked for and no bias', () => {
    const grey = emptyImage({ width: 200, height: 200 }, 3, 8)
    grey.data.fill(128)
    const errors = Array.from(addNoise(grey, 25, 1).data, (value) => value - 128)
    const mean = errors.reduce((a, b) => a + b, 0) / errors.length
    const deviation = Math.sqrt(errors.reduce((a, b) => a + b * b, 0) / errors.length)
    expect(Math.abs(mean)).toBeLessThan(0.5)
    expect(deviation).toBeGreaterThan(24.5)
    expect(deviation).toBeLessThan(25.5)
  })

  test('the middle of a picture is cut out where there is more than enough', () => {
    const image = noise(11, 7)
    const middle = centreOf(image, 5)
    expect([middle.width, middle.height]).toEqual([5, 5])
    expect(Array.from(middle.data.subarray(0, 3))).toEqual(
      Array.from(image.data.subarray((1 * 11 + 3) * 3, (1 * 11 + 3) * 3 + 3)),
    )
    expect(centreOf(image, 100).data).toEqual(image.data)
  })
})
