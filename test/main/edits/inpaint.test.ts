/** Inpainting: what must not change does not, and the cost is that of the hole. */
import { describe, expect, test } from 'vitest'
import { planInpaint } from '../../../src-main/edits/inpaint.ts'
import { runEdit } from '../../../src-main/edits/run-edit.ts'
import { scheduleOf, TOOL_SPANS } from '../../../src-main/edits/schedules.ts'
import type { PixelImage, Region } from '../../../src-shared/tensor/pixels.ts'
import { normals } from '../../../src-shared/tensor/random.ts'
import { mapTensor, sizeOf } from '../../../src-shared/tensor/tensor.ts'
import { at } from '../../support/at.ts'
import {
  collect,
  drawMask,
  drawPicture,
  drawPlain,
  edit,
  modelOf,
  repeatPicture,
  windowMean,
} from '../../support/editing.ts'
import { gaussianDenoiser } from '../../support/gaussian-model.ts'

const hole = { x: 20, y: 14, width: 9, height: 7 }
const wide = { x: 12, y: 10, width: 33, height: 30 }

/** Samples that differ, by whether they lie under the mask. */
function changes(a: PixelImage, b: PixelImage, mask: PixelImage) {
  const differ = Array.from(a.data.keys()).filter((i) => a.data[i] !== b.data[i])
  const inside = differ.filter((i) => at(mask.data, Math.floor(i / a.channels)) > 0)
  return { inside: inside.length, outside: differ.length - inside.length }
}

describe('outside the mask an inpainted picture is its source, sample for sample', () => {
  test.each([
    ['RGB, 8 bits', 3, 8],
    ['RGB with alpha, 16 bits', 4, 16],
    ['grey, 8 bits', 1, 8],
    ['grey with alpha, 16 bits', 2, 16],
  ] as const)('%s', async (_, channels, depth) => {
    const image = drawPicture(70, 60, { channels, depth })
    const mask = drawMask(70, 60, [hole, wide])
    const before = image.data.slice()
    const result = await edit({ operator: 'inpaint', image, mask, seed: 1 })
    expect(changes(image, result.image, mask).outside).toBe(0)
    expect(changes(image, result.image, mask).inside).toBeGreaterThan(500)
    expect(result).toMatchObject({ changedOutsideMask: 0, residual: 0 })
    expect(result.image).toMatchObject({ width: 70, height: 60, channels, depth })
    expect(image.data).toEqual(before)
  })

  test('also where the hole touches the edge, and in pictures smaller than a window', async () => {
    for (const [width, height] of [
      [70, 12],
      [5, 40],
      [3, 2],
    ] as const) {
      const image = drawPicture(width, height)
      const mask = drawMask(width, height, [{ x: 0, y: 0, width: 2, height: 1 }])
      const result = await edit({ operator: 'inpaint', image, mask, seed: 1 })
      expect(changes(image, result.image, mask).outside).toBe(0)
    }
  })
})

test('alpha stays, unless what was replaced is to become opaque', async () => {
  const image = drawPicture(70, 60, { channels: 4 })
  const mask = drawMask(70, 60, [hole])
  const alphaAt = (picture: PixelImage, x: number, y: number) => picture.data[(y * 70 + x) * 4 + 3]
  const kept = await edit({ operator: 'inpaint', image, mask, seed: 1 })
  const opened = await edit({ operator: 'inpaint', image, mask, seed: 1, opaque: true })
  expect(alphaAt(kept.image, 22, 16)).toBe(alphaAt(image, 22, 16))
  expect(alphaAt(opened.image, 22, 16)).toBe(255)
  expect(opened.changedOutsideMask).toBe(0)
})

test('a plain picture stays plain in holes of any width', async () => {
  const image = drawPlain(120, 100, [200, 100, 50])
  const colours = [200, 100, 50].map((value) => value / 127.5 - 1)
  const perChannel = colours.map((mean) => gaussianDenoiser({ mean, deviation: 1e-4 }))
  const model = modelOf(async (x, sigma) => {
    const estimates = await Promise.all(perChannel.map((denoise) => denoise(x, sigma)))
    const plane = sizeOf(x.shape.slice(2))
    const data = x.data.map((_, i) => at(at(estimates, Math.floor(i / plane) % 3).data, i))
    return { shape: x.shape, data }
  })
  const mask = drawMask(120, 100, [hole, { x: 40, y: 20, width: 70, height: 60 }])
  const broken = {
    ...image,
    data: image.data.map((v, i) => (mask.data[Math.floor(i / 3)] ? 0 : v)),
  }
  const result = await edit({ operator: 'inpaint', image: broken, mask, seed: 3 }, { model })
  expect(result.image.data).toEqual(image.data)
})

test('a wide hole in a pattern starts as the pattern, at every scale and beside other holes', async () => {
  const tile = drawPicture(8, 8)
  const image = repeatPicture(tile, 160, 120)
  const large = { x: 60, y: 40, width: 40, height: 36 }
  const mask = drawMask(160, 120, [large, hole])
  const broken = {
    ...image,
    data: image.data.map((v, i) => (mask.data[Math.floor(i / 3)] ? 0 : v)),
  }
  const asItIs = modelOf((noisy) => Promise.resolve(noisy))
  const schedule = { sigmas: [0.1], noise: 0 }
  const schedules = { first: schedule, finer: schedule }
  const common = { operator: 'inpaint', image: broken, mask, seed: 3, schedules } as const
  const request = { ...common, fill: 'texture' } as const
  const result = await edit(request, { model: asItIs })
  const errors = Array.from(result.image.data, (v, i) => Math.abs(v - at(image.data, i)))
  const largestIn = (place: Region) => {
    const mark = drawMask(160, 120, [place])
    return Math.max(...errors.filter((_, i) => at(mark.data, Math.floor(i / 3)) > 0))
  }
  expect(largestIn(large)).toBeLessThan(4)
  expect(largestIn(hole)).toBeGreaterThan(20) // the narrow one is filled smoothly
})

describe('a wide hole', () => {
  const image = drawPicture(70, 60)
  const request = { operator: 'inpaint', image, mask: drawMask(70, 60, [wide]), seed: 1 } as const

  test('is filled in the natural way where nothing is said', async () => {
    const { data } = (await edit(request)).image
    expect(data).toEqual((await edit({ ...request, fill: 'natural' })).image.data)
    for (const fill of ['texture', 'smooth'] as const)
      expect(data).not.toEqual((await edit({ ...request, fill })).image.data)
  })

  test('keeps the grain where all around it is of one texture, each group of holes for itself', async () => {
    const grain = normals(5, 0, [1, 1, 120, 360])
    const halves = drawPicture(360, 120)
    const isGrainy = (i: number) => Math.floor(i / 3) % 360 < 180
    const data = halves.data.map((v, i) =>
      isGrainy(i) ? 128 + 25 * at(grain.data, Math.floor(i / 3)) : v,
    )
    const inGrain = { x: 70, y: 40, width: 30, height: 30 }
    const elsewhere = { ...inGrain, x: 280 }
    const mask = drawMask(360, 120, [inGrain, elsewhere])
    const both = { operator: 'inpaint', image: { ...halves, data }, mask, seed: 1 } as const
    const natural = (await edit({ ...both, fill: 'natural' })).image
    const texture = (await edit({ ...both, fill: 'texture' })).image
    const differIn = (place: Region) =>
      changes(natural, texture, drawMask(360, 120, [place])).inside
    expect(differIn(inGrain)).toBe(0)
    expect(differIn(elsewhere)).toBeGreaterThan(500)
  })

  test('keeps the grain where it is so wide that what fillings agree on would be a soft spot', async () => {
    const picture = drawPicture(260, 200)
    const differsAt = async (side: number) => {
      const mask = drawMask(260, 200, [{ x: 80, y: 60, width: side, height: side }])
      const both = { operator: 'inpaint', image: picture, mask, seed: 1 } as const
      const natural = (await edit({ ...both, fill: 'natural' })).image
      const texture = (await edit({ ...both, fill: 'texture' })).image
      return changes(natural, texture, mask).inside
    }
    expect(await differsAt(70)).toBe(0)
    expect(await differsAt(50)).toBeGreaterThan(500)
  })

  test('fades by the coverage of a soft mask, and takes nothing from below it', async () => {
    const soft = { ...request.mask, data: request.mask.data.map((v) => Math.floor(v / 2)) }
    const filled = (await edit(request)).image.data
    const faded = (await edit({ ...request, mask: soft })).image.data
    const mixed = Array.from(filled, (v, i) => (127 * v + 128 * at(image.data, i)) / 255)
    expect(Math.max(...mixed.map((v, i) => Math.abs(v - at(faded, i))))).toBeLessThanOrEqual(1)
  })
})

describe('in a large picture', () => {
  const side = 2200
  const image = drawPlain(side, side, [90])
  const firstPass = (isHole: (x: number, y: number) => boolean) => {
    const data = image.data.map((_, i) => (isHole(i % side, Math.floor(i / side)) ? 255 : 0))
    const plan = planInpaint({ operator: 'inpaint', image, mask: { ...image, data }, seed: 1 }, 64)
    return at(at(plan.jobs, 0).passes, 0)
  }

  test('a hole of which little is left can be filled', () => {
    const { level, plane } = firstPass((x, y) => x + y > 0)
    expect(2 ** level * 32).toBeGreaterThan(side)
    expect(plane).toMatchObject({ width: 64, height: 64 })
  })

  test('a hole too long to be searched at its own scale is filled as one that is filled smoothly', () => {
    const { schedule } = firstPass((x, y) => Math.abs(x - y) < 10)
    expect(schedule).toEqual(scheduleOf(TOOL_SPANS.narrowHole.first))
  })
})

test.each([
  ['narrow', [hole]],
  ['wide', [wide, { x: 50, y: 2, width: 6, height: 5 }]],
])('what lies under the mask does not matter, in %s holes', async (_, holes) => {
  const mask = drawMask(70, 60, holes)
  const image = drawPicture(70, 60)
  const other = {
    ...image,
    data: image.data.map((v, i) => (mask.data[Math.floor(i / 3)] ? 255 - v : v)),
  }
  const inpainted = async (picture: PixelImage) =>
    (await edit({ operator: 'inpaint', image: picture, mask, seed: 1 })).image
  expect((await inpainted(image)).data).toEqual((await inpainted(other)).data)
})

describe('the cost of inpainting', () => {
  test('is that of the hole, whatever the size of the picture', async () => {
    const inside = async (width: number, height: number, [x, y]: readonly [number, number]) => {
      const image = drawPlain(width, height, [90])
      const mask = drawMask(width, height, [{ x, y, width: 60, height: 50 }])
      return (await edit({ operator: 'inpaint', image, mask, seed: 1 })).windows
    }
    const small = await inside(1000, 1000, [480, 320])
    expect(small).toBeGreaterThan(20)
    expect(await inside(6000, 4000, [3200, 1920])).toBe(small)
  })

  test('of two holes far apart is that of each, and each previews its own place', async () => {
    const image = drawPicture(900, 80)
    const far = { ...hole, x: 820 }
    const holes = [hole, far]
    const windows = async (some: typeof holes) =>
      (await edit({ operator: 'inpaint', image, mask: drawMask(900, 80, some), seed: 1 })).windows
    expect(await windows(holes)).toBe((await windows([hole])) + (await windows([far])))
    const reports = await collect(
      runEdit(
        { operator: 'inpaint', image, mask: drawMask(900, 80, holes), seed: 1 },
        { model: modelOf(windowMean) },
      ),
    )
    for (const { preview } of reports.slice(0, -1)) {
      expect(preview?.region.width).toBeLessThan(60)
      expect(preview?.pixels()).toMatchObject({ depth: 8, channels: 3 })
    }
  })
})

test.each([
  ['nothing', []],
  ['everything', [{ x: 0, y: 0, width: 30, height: 20 }]],
])('a mask that selects %s is refused with a remedy', async (_, holes) => {
  const image = drawPicture(30, 20)
  const work = edit({ operator: 'inpaint', image, mask: drawMask(30, 20, holes), seed: 1 })
  await expect(work).rejects.toMatchObject({ name: 'UserError' })
  await expect(work).rejects.toThrow(/selects .*; /)
})

test('a hole in a grey picture that is stored in colours is filled grey', async () => {
  const colours = drawPicture(80, 64)
  const data = colours.data.map((_, i) => at(colours.data, i - (i % 3)))
  const image = { ...colours, data }
  const mask = drawMask(80, 64, [{ x: 30, y: 20, width: 9, height: 9 }])
  const tinting = modelOf((noisy) => {
    const plane = 16 * 16
    const tinted = noisy.data.map((value, i) => value + 0.2 * ((Math.floor(i / plane) % 3) - 1))
    return Promise.resolve({ shape: noisy.shape, data: tinted })
  })
  const result = (await edit({ operator: 'inpaint', image, mask, seed: 1 }, { model: tinting }))
    .image
  for (let i = 0; i < result.data.length; i += 3) {
    const [red, green, blue] = [0, 1, 2].map((c) => at(result.data, i + c))
    expect([green, blue]).toEqual([red, red])
  }
})

test('at the soft edge of a mask the picture fades into what was drawn, by its coverage', async () => {
  const image = drawPlain(60, 40, [200, 100, 20])
  const hard = drawMask(60, 40, [{ x: 20, y: 10, width: 16, height: 12 }])
  const soft = { ...hard, data: hard.data.slice() }
  for (let y = 10; y < 22; y++) soft.data.set([51, 102, 204, 254], y * 60 + 20)
  const white = modelOf((x) => Promise.resolve(mapTensor(x, () => 1)))
  const drawn = async (mask: PixelImage) => {
    const { image: out } = await edit(
      { operator: 'inpaint', image, mask, seed: 1 },
      { model: white },
    )
    return out.data
  }
  const [all, faded] = [await drawn(hard), await drawn(soft)]
  for (let i = 0; i < all.length; i++) {
    const coverage = at(soft.data, Math.floor(i / 3)) / 255
    const mix = coverage * at(all, i) + (1 - coverage) * at(image.data, i)
    expect(Math.abs(at(faded, i) - mix)).toBeLessThanOrEqual(1)
    if (coverage === 0) expect(at(faded, i)).toBe(at(image.data, i))
    if (coverage === 1) expect(at(faded, i)).toBe(at(all, i))
  }
})
