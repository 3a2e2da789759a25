/** Colour hints in colourising: the hue of a stroke, the brightness of the photograph, and the rest left alone. */
import { expect, test } from 'vitest'
import { drawPlain, edit, modelOf, windowMean } from '../../support/editing.ts'

const grey = drawPlain(96, 80, [120])
const region = { x: 24, y: 16, width: 40, height: 32 }
const colour = [190, 90, 60, 255]
const rgba = new Uint8Array(4 * region.width * region.height)
rgba.forEach((_, i) => (rgba[i] = colour[i % 4] ?? 0))

const luminance = (r = 0, g = 0, b = 0) => (0.2989 * r + 0.587 * g + 0.114 * b) / 0.9999
const model = modelOf(windowMean)

async function colorize(hints: readonly { region: typeof region; rgba: Uint8Array }[]) {
  const { image, residual } = await edit(
    { operator: 'colorize', image: grey, hints, seed: 3 },
    { model },
  )
  const at = (x: number, y: number) => [...image.data.slice(3 * (y * 96 + x), 3 * (y * 96 + x) + 3)]
  return { at, residual }
}

test('under a stroke the colours differ as those of the stroke do', async () => {
  const { at } = await colorize([{ region, rgba }])
  const [r = 0, g = 0, b = 0] = at(40, 30)
  expect(Math.abs(r - g - (190 - 90))).toBeLessThanOrEqual(1)
  expect(Math.abs(g - b - (90 - 60))).toBeLessThanOrEqual(1)
})

test('the brightness of the photograph stays, under strokes and beside them', async () => {
  const { at, residual } = await colorize([{ region, rgba }])
  for (const [x, y] of [
    [40, 30],
    [5, 70],
  ] as const) {
    expect(Math.abs(luminance(...at(x, y)) - 120)).toBeLessThan(1)
  }
  expect(residual).toBeLessThan(1 / 255)
})

test('without strokes the same place has another colour', async () => {
  const hinted = (await colorize([{ region, rgba }])).at(40, 30)
  expect((await colorize([])).at(40, 30)).not.toEqual(hinted)
})

test('a stroke too bright for the photograph fades, and keeps its hue', async () => {
  const bright = new Uint8Array(rgba)
  for (let i = 0; i < bright.length; i += 4) bright.set([0, 0, 255, 255], i)
  const { at } = await colorize([{ region, rgba: bright }])
  const [r = 0, g = 0, b = 0] = at(40, 30)
  expect(b).toBe(255)
  expect(Math.abs(r - g)).toBeLessThanOrEqual(1)
  expect(Math.abs(luminance(r, g, b) - 120)).toBeLessThan(1)
})

test('a stroke colours what is as bright as its place, and leaves what lies beyond an edge', async () => {
  const halves = drawPlain(96, 80, [60])
  for (let i = 0; i < halves.data.length; i++) if (i % 96 >= 48) halves.data[i] = 200
  const dab = { region: { x: 4, y: 4, width: 8, height: 8 }, rgba: rgba.slice(0, 256) }
  const rednessWith = async (hints: readonly (typeof dab)[]) => {
    const { image } = await edit({ operator: 'colorize', image: halves, hints, seed: 3 }, { model })
    return (x: number, y: number) => {
      const [r = 0, g = 0] = image.data.slice(3 * (y * 96 + x))
      return r - g
    }
  }
  const [hinted, plain] = [await rednessWith([dab]), await rednessWith([])]
  const [beside, beyond] = [hinted(40, 70) - plain(40, 70), hinted(88, 70) - plain(88, 70)]
  expect(beside).toBeGreaterThan(80)
  expect(Math.abs(beyond)).toBeLessThan(beside / 2)
})

test('a stroke that covers little of a block still spreads in a picture that is much larger than a window', async () => {
  const plain = drawPlain(256, 192, [120])
  // Blocks of 8 x 8 pixels at the scale that decides; a tenth of one is covered.
  const thin = { region: { x: 80, y: 64, width: 64, height: 1 }, rgba: rgba.slice(0, 256) }
  const { image } = await edit(
    { operator: 'colorize', image: plain, hints: [thin], seed: 3 },
    { model: modelOf(windowMean, 32) },
  )
  const without = await edit(
    { operator: 'colorize', image: plain, hints: [], seed: 3 },
    { model: modelOf(windowMean, 32) },
  )
  const redness = ({ data }: typeof image) => {
    let sum = 0
    for (const [i, sample] of data.entries()) sum += sample * ([3, -3, 0][i % 3] ?? 0)
    return sum / data.length
  }
  expect(redness(image) - redness(without.image)).toBeGreaterThan(20)
})
