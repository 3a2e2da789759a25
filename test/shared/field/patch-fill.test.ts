/** Filling holes with patches, held against patterns whose continuation is known and against a search of every source. */
import { describe, expect, test } from 'vitest'
import { PATCH_STYLES } from '../../../src-main/edits/schedules.ts'
import { patchFill } from '../../../src-shared/field/patch-fill.ts'
import type { PatchedScale, PatchStyle } from '../../../src-shared/field/patch-fill.ts'
import {
  findSites,
  improveMatches,
  PATCH_RADIUS,
  takeBestMatches,
  VALUES,
} from '../../../src-shared/field/patch-match.ts'
import type { Canvas } from '../../../src-shared/field/patch-match.ts'
import { vote } from '../../../src-shared/field/patch-vote.ts'
import { smoothFill } from '../../../src-shared/field/smooth-fill.ts'
import type { Region } from '../../../src-shared/tensor/pixels.ts'
import { normals, uniforms } from '../../../src-shared/tensor/random.ts'
import { mapTensor } from '../../../src-shared/tensor/tensor.ts'
import type { Tensor } from '../../../src-shared/tensor/tensor.ts'
import { at } from '../../support/at.ts'

const turn = () => Promise.resolve()
const { texture, natural } = PATCH_STYLES
const filler =
  (style: PatchStyle) =>
  (field: Tensor, hole: Tensor, seed = 0) =>
    finest(patchFill(field, hole, { seed, turn, style }))

async function finest(scales: AsyncIterable<PatchedScale>): Promise<Tensor> {
  let last: PatchedScale | undefined
  for await (const scale of scales) last = scale
  if (last?.level !== 0) throw new Error('the finest scale is missing')
  return last.field
}

/** [1, 3, side, side] of the values that `value` gives for a pixel and a channel. */
function draw(side: number, value: (x: number, y: number, c: number) => number): Tensor {
  const data = Float32Array.from({ length: 3 * side * side }, (_, i) =>
    value(i % side, Math.floor(i / side) % side, Math.floor(i / side ** 2)),
  )
  return { shape: [1, 3, side, side], data }
}

function holeOf(side: number, { x, y, width, height }: Region): Tensor {
  const inside = (i: number) => {
    const [column, row] = [(i % side) - x, Math.floor(i / side) - y]
    return column >= 0 && row >= 0 && column < width && row < height
  }
  const data = Float32Array.from({ length: side * side }, (_, i) => Number(inside(i)))
  return { shape: [1, 1, side, side], data }
}

const inHole = (values: Float32Array, hole: Tensor) =>
  values.filter((_, i) => at(hole.data, i % hole.data.length) > 0)

function deviation(values: Float32Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
}

const square = { x: 36, y: 31, width: 24, height: 24 }
const noise = mapTensor(normals(3, 0, [1, 3, 96, 96]), (value) => Math.tanh(0.4 * value))

describe.each(Object.entries(PATCH_STYLES))('a hole filled with patches, %s', (_, style) => {
  const fill = filler(style)

  test('in a pattern that repeats continues the pattern', async () => {
    const tile = uniforms(1, 0, 3 * 8 * 8)
    const pattern = draw(96, (x, y, c) => 1.6 * at(tile, (c * 8 + (y % 8)) * 8 + (x % 8)) - 0.8)
    const hole = holeOf(96, square)
    const filled = await fill(pattern, hole)
    const errors = filled.data.map((value, i) => Math.abs(value - at(pattern.data, i)))
    expect(errors.reduce((a, b) => Math.max(a, b), 0)).toBeLessThan(0.01)
  })

  test('goes on with it deep in a wide hole, too', async () => {
    const shades = uniforms(2, 0, 100)
    const boards = draw(160, (x, y) => at(shades, Math.floor((x + 2 * y) / 12)) - 0.5)
    const deep = holeOf(160, { x: 64, y: 68, width: 24, height: 24 })
    const filled = await fill(boards, holeOf(160, { x: 40, y: 44, width: 72, height: 72 }))
    const errors = filled.data.map((value, i) => value - at(boards.data, i))
    expect(deviation(inHole(errors, deep))).toBeLessThan(0.3 * deviation(boards.data))
  })

  test('lets an edge go on through it, which a smooth fill melts', async () => {
    const edge = draw(96, (x, y) => (y > x / 2 + 19 ? 0.8 : -0.6))
    const hole = holeOf(96, square)
    const errorOf = ({ data }: Tensor) =>
      data.reduce((sum, value, i) => sum + Math.abs(value - at(edge.data, i)), 0)
    expect(errorOf(await fill(edge, hole))).toBeLessThan(0.2 * errorOf(smoothFill(edge, hole)))
  })

  test('leaves no step at its edge where the picture grows lighter from side to side', async () => {
    const ramp = draw(96, (x) => x / 48 - 1)
    const filled = await fill(ramp, holeOf(96, square))
    for (const x of [square.x, square.x + square.width]) {
      const row = 96 * (square.y + 12)
      expect(Math.abs(at(filled.data, row + x) - at(filled.data, row + x - 1))).toBeLessThan(0.06)
    }
  })

  test('takes nothing from the hole, and leaves the rest as it is', async () => {
    const hole = holeOf(96, square)
    const broken = mapTensor(noise, (v, i) => (at(hole.data, i % hole.data.length) > 0 ? 7 : v))
    const filled = await fill(broken, hole)
    expect(filled).toEqual(await fill(noise, hole))
    expect(inHole(filled.data, hole).every((value) => Math.abs(value) < 1.5)).toBe(true)
    const outside = filled.data.filter((_, i) => at(hole.data, i % hole.data.length) === 0)
    const before = noise.data.filter((_, i) => at(hole.data, i % hole.data.length) === 0)
    expect(outside).toEqual(before)
  })

  test('is the same for the same seed and another one for another', async () => {
    const hole = holeOf(96, { ...square, x: 0, y: 72 }) // in a corner
    const first = await fill(noise, hole, 1)
    expect(await fill(noise, hole, 1)).toEqual(first)
    expect((await fill(noise, hole, 2)).data).not.toEqual(first.data)
  })

  test('is smooth where too little is known to take after', async () => {
    const small = mapTensor(normals(4, 0, [1, 3, 12, 12]), (value) => Math.tanh(0.4 * value))
    const hole = holeOf(12, { x: 1, y: 1, width: 10, height: 10 })
    expect(await fill(small, hole)).toEqual(smoothFill(small, hole))
  })

  test('is given up when a turn is refused', async () => {
    const stopped = new Error('stopped')
    const refuse = () => Promise.reject(stopped)
    const work = patchFill(noise, holeOf(96, square), { seed: 0, turn: refuse, style })
    await expect(finest(work)).rejects.toBe(stopped)
  })
})

test('texture has the contrast of what is around it, a smooth fill none, and a natural one less than texture', async () => {
  const hole = holeOf(96, square)
  const contrast = ({ data }: Tensor) => deviation(inHole(data, hole))
  const around = deviation(noise.data)
  const grain = contrast(await filler(texture)(noise, hole))
  expect(grain).toBeGreaterThan(0.6 * around)
  expect(contrast(smoothFill(noise, hole))).toBeLessThan(0.4 * around)
  expect(contrast(await filler(natural)(noise, hole))).toBeLessThan(0.8 * grain)
})

describe('a wide hole filled with texture', () => {
  const side = 160
  const grain = normals(3, 0, [1, 3, side, side])

  test('is as rough as the ground that it lies in, not as smooth things of the same colour beside it', async () => {
    const roughness = (x: number) => (x < 50 ? 0.02 : 0.35)
    const ground = mapTensor(grain, (v, i) => roughness(i % side) * Math.tanh(v))
    const hole = holeOf(side, { x: 60, y: 40, width: 60, height: 80 })
    const inside = holeOf(side, { x: 72, y: 52, width: 30, height: 56 })
    const contrast = async (style: PatchStyle) =>
      deviation(inHole((await filler(style)(ground, hole)).data, inside))
    const around = deviation(inHole(ground.data, inside))
    expect(await contrast(texture)).toBeGreaterThan(0.8 * around)
    expect(await contrast({ ...texture, roughness: 0 })).toBeLessThan(0.2 * around)
  })

  test('goes on with sky and ground, not with a thing beside it whose colour lies between theirs', async () => {
    const world = mapTensor(grain, (v, i) => {
      const [x, y] = [i % side, Math.floor(i / side) % side]
      const isThing = x > 110 && y > 40 && y < 120
      return (isThing ? 0 : y < 80 ? -0.6 : 0.6) + 0.06 * v
    })
    const hole = holeOf(side, { x: 31, y: 45, width: 75, height: 70 })
    const shareOfThing = async (style: PatchStyle) => {
      const filled = inHole((await filler(style)(world, hole)).data, hole)
      return filled.filter((value) => Math.abs(value) < 0.3).length / filled.length
    }
    expect(await shareOfThing(texture)).toBeLessThan(0.15)
    expect(await shareOfThing({ ...texture, firstTrust: texture.coarsestTrust })).toBeGreaterThan(
      0.3,
    )
  })
})

test('after its first rounds trusts as its style says, no more as in them', async () => {
  const hole = holeOf(96, square)
  const fillings = [0.3, 0.93].map((coarsestTrust) =>
    filler({ ...texture, firstTrust: 0.3, coarsestTrust })(noise, hole),
  )
  const [shy, bold] = await Promise.all(fillings)
  expect(bold?.data).not.toEqual(shy?.data)
})

test('of several drafts the first has more grain than one that lets the edge decide', async () => {
  const side = 160
  const grain = mapTensor(normals(3, 0, [1, 3, side, side]), (value) => Math.tanh(0.4 * value))
  const hole = holeOf(side, { x: 60, y: 60, width: 40, height: 40 })
  const contrastOf = async (style: PatchStyle, seed: number) => {
    const { value } = await patchFill(grain, hole, { seed, turn, style }).next()
    if (value?.level !== 2) throw new Error('the coarsest scale is another one')
    return deviation(inHole(value.field.data, holeOf(40, { x: 17, y: 17, width: 5, height: 5 })))
  }
  let [first, alone] = [0, 0]
  for (const seed of [0, 1, 2]) {
    first += await contrastOf(natural, seed)
    alone += await contrastOf({ ...natural, drafts: 1 }, seed)
  }
  expect(first).toBeGreaterThan(1.2 * alone)
})

test('every look at all targets lets others go first now and then, and so hears that it is given up', async () => {
  const side = 160
  const pixels = new Float32Array(VALUES * side * side)
  const trust = Float32Array.from({ length: side * side }, (_, i) => (i % side > 20 ? 0.5 : 1))
  const canvas: Canvas = { width: side, height: side, pixels, trust }
  const sites = findSites(canvas)
  const few = 5000
  const least = Math.floor(sites.targets.length / few)
  expect(least).toBeGreaterThan(3)
  const sources = new Int32Array(side * side).fill(at(sites.sources, 0))
  const matches = { sources, costs: new Float32Array(side * side) }
  const looks = [
    (turn: () => Promise<void>) => vote(canvas, { ...sites, matches, focus: 1, turn }),
    (turn: () => Promise<void>) =>
      takeBestMatches(canvas, sites, { matches, offered: [matches], farness: 0, turn }),
    (turn: () => Promise<void>) => {
      const search = { seed: 1, stream: 0, farness: 0, reach: 2, backwards: false, turn }
      return improveMatches(canvas, sites, { matches, search })
    },
  ]
  for (const [i, look] of looks.entries()) {
    let turns = 0
    await look(() => Promise.resolve(void turns++))
    expect(turns).toBeGreaterThan(i < 2 ? least : 2 * least)
    let left = least
    const work = look(() => (left-- > 0 ? Promise.resolve() : Promise.reject(new Error('stopped'))))
    await expect(work).rejects.toThrow('stopped')
  }
})

test('matches are nearly as good as those that a look at every source finds', async () => {
  const [width, height] = [48, 40]
  const pixels = Float32Array.from({ length: VALUES * width * height }, (_, i) => {
    const [x, y] = [Math.floor(i / VALUES) % width, Math.floor(i / VALUES / width)]
    return 0.5 * Math.sin(x / 3 + (i % VALUES)) * Math.cos(y / 4) + 0.1 * Math.sin(2 * x * y)
  })
  const isHole = (i: number) =>
    Math.abs((i % width) - 24) < 6 && Math.abs(Math.floor(i / width) - 20) < 5
  const trust = Float32Array.from({ length: width * height }, (_, i) => (isHole(i) ? 0.5 : 1))
  const canvas: Canvas = { width, height, pixels, trust }
  const sites = findSites(canvas)
  const matches = {
    sources: new Int32Array(width * height).fill(-1),
    costs: new Float32Array(width * height),
  }
  for (const target of sites.targets) matches.sources[target] = at(sites.sources, 0)
  for (let stream = 0; stream < 8; stream++) {
    const search = { seed: 5, stream, farness: 0, reach: width, backwards: stream % 2 === 1, turn }
    await improveMatches(canvas, sites, { matches, search })
  }
  /** Squares of differences times trust; the way between the patches is left out. */
  const distance = (a: number, b: number) => {
    let sum = 0
    for (let dy = -PATCH_RADIUS; dy <= PATCH_RADIUS; dy++) {
      for (let dx = -PATCH_RADIUS; dx <= PATCH_RADIUS; dx++) {
        const [i, j] = [a + dy * width + dx, b + dy * width + dx]
        for (let c = 0; c < VALUES; c++) {
          sum += at(trust, i) * (at(pixels, VALUES * i + c) - at(pixels, VALUES * j + c)) ** 2
        }
      }
    }
    return sum
  }
  let [found, best] = [0, 0]
  for (const target of sites.targets.filter((_, i) => i % 9 === 0)) {
    expect(isHole(at(matches.sources, target))).toBe(false)
    found += distance(target, at(matches.sources, target))
    best += Math.min(...Array.from(sites.sources, (source) => distance(target, source)))
  }
  expect(found).toBeLessThan(1.1 * best)
})
