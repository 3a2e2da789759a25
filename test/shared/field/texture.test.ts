/** Telling one texture from a picture of several things, on drawn patterns and on real photographs. */
import { expect, test } from 'vitest'
import { isOneTexture as isTexture } from '../../../src-shared/field/texture.ts'
import { normals } from '../../../src-shared/tensor/random.ts'
import { mapTensor } from '../../../src-shared/tensor/tensor.ts'
import type { Tensor } from '../../../src-shared/tensor/tensor.ts'
import { at } from '../../support/at.ts'
import { photograph } from '../../support/photographs.ts'

const isOneTexture = (field: Tensor, hole: Tensor) => isTexture([{ field, hole }])

const side = 96
const noise = mapTensor(normals(3, 0, [1, 3, side, side]), (value) => Math.tanh(0.3 * value))
const columnOf = (i: number) => i % side
const rowOf = (i: number) => Math.floor(i / side) % side

function holeOf(isHole: (x: number, y: number) => boolean, length = side): Tensor {
  const data = Float32Array.from({ length: length ** 2 }, (_, i) =>
    Number(isHole(i % length, Math.floor(i / length))),
  )
  return { shape: [1, 1, length, length], data }
}

const noHole = holeOf(() => false)
const middle = holeOf((x, y) => x >= 36 && x < 60 && y >= 36 && y < 60)

test('noise is one texture, and so is a pattern of lines', () => {
  const lines = mapTensor(noise, (_, i) => (columnOf(i) % 6 < 2 ? 0.5 : -0.2))
  expect(isOneTexture(noise, noHole)).toBe(true)
  expect(isOneTexture(lines, noHole)).toBe(true)
})

test('what grows lighter, what is rough on one side alone, two colours and a plain are not', () => {
  const lighter = mapTensor(noise, (value, i) => 0.1 * value + columnOf(i) / side - 0.5)
  const halfRough = mapTensor(noise, (value, i) => (rowOf(i) < side / 2 ? value : 0.1 * value))
  const isRed = (i: number) => i < side ** 2
  const twoColours = mapTensor(noise, (value, i) =>
    isRed(i) && columnOf(i) > side / 2 ? value + 1.5 : value,
  )
  const plain = mapTensor(noise, () => 0.3)
  for (const picture of [lighter, halfRough, twoColours, plain])
    expect(isOneTexture(picture, noHole)).toBe(false)
})

test('pieces are held against each other, too', () => {
  const hole = noHole
  const field = noise
  expect(
    isTexture([
      { field, hole },
      { field: mapTensor(noise, (v) => -v), hole },
    ]),
  ).toBe(true)
  expect(
    isTexture([
      { field, hole },
      { field: mapTensor(noise, (v) => v + 2), hole },
    ]),
  ).toBe(false)
})

test('what lies in a hole does not count', () => {
  const plane = side ** 2
  const broken = mapTensor(noise, (v, i) => (at(middle.data, i % plane) > 0 ? 7 : v))
  expect(isOneTexture(broken, noHole)).toBe(false)
  expect(isOneTexture(broken, middle)).toBe(true)
})

test('too little around a hole says nothing', () => {
  const most = holeOf((x, y) => x >= 12 || y >= 36)
  expect(isOneTexture(noise, most)).toBe(false)
})

test('a photograph of gravel is of one texture, others are not', async () => {
  const none = holeOf(() => false, 192)
  const judged = async (name: string) => isOneTexture(await photograph(name, 192), none)
  expect(await judged('gravel.png')).toBe(true)
  const others = ['astronaut.png', 'building.png', 'cat.png', 'coffee.png', 'rocket.png']
  for (const name of others) expect(await judged(name), name).toBe(false)
})
