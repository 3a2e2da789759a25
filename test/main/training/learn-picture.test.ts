/** A picture and its hole: where patches may lie, how a mask shrinks, and that learning a picture makes a model. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readModel } from '../../../src-main/models/read-model.ts'
import { fitHole } from '../../../src-main/training/fit-hole.ts'
import { learnPicture } from '../../../src-main/training/learn-picture.ts'
import type { PictureToLearn } from '../../../src-main/training/learn-picture.ts'
import { patchPlaces, picturePatches } from '../../../src-main/training/picture-patches.ts'
import type { TrainEvent } from '../../../src-main/training/train-event.ts'
import { emptyImage } from '../../../src-shared/tensor/pixels.ts'
import type { PixelImage } from '../../../src-shared/tensor/pixels.ts'
import { drawPhotograph, temporaryFolder } from '../../support/drawn-photographs.ts'
import { writeTinyModel } from '../../support/tiny-model.ts'

const size = 16
/** A grey picture, red where its hole is. */
function redHole(): { image: PixelImage; hole: PixelImage } {
  const image = { ...emptyImage({ width: 90, height: 70 }, 3, 8) }
  const hole = emptyImage(image, 1, 8)
  for (let i = 0; i < hole.data.length; i++) {
    const [x, y] = [i % 90, Math.floor(i / 90)]
    const inside = x >= 30 && x < 47 && y >= 20 && y < 41
    hole.data[i] = inside ? 255 : 0
    image.data.set(inside ? [255, 0, 0] : [90 + (x % 7), 90 + (x % 7), 90 + (x % 7)], 3 * i)
  }
  return { image, hole }
}

describe('patches of a picture', () => {
  test('never touch its hole at any scale, reach right up to it, and are the same for the same seed', async () => {
    const { image, hole } = redHole()
    const places = patchPlaces(image, hole, size)
    expect(places.levels.length).toBeGreaterThan(1)
    const source = picturePatches(places, { size, batch: 64, seed: 5 })
    for (let step = 0; step < 20; step++) {
      const { data, shape } = await source.batch(step)
      const plane = size * size
      expect(shape).toEqual([64, 3, size, size])
      for (let patch = 0; patch < 64; patch++) {
        const red = data.subarray(3 * patch * plane, (3 * patch + 1) * plane)
        const blue = data.subarray((3 * patch + 2) * plane, (3 * patch + 3) * plane)
        expect(red.every((value, i) => value === blue[i])).toBe(true)
      }
    }
    const corners = places.levels[0]?.corners ?? []
    expect(corners).toContain(20 * 90 + 30 - size)
    expect(corners).not.toContain(20 * 90 + 31 - size)
    const again = picturePatches(places, { size, batch: 64, seed: 5 })
    expect((await again.batch(7)).data).toEqual((await source.batch(7)).data)
  })

  test('are all there are where nothing is hidden, and a hole that leaves none is refused', () => {
    const { image, hole } = redHole()
    const none = { ...hole, data: new Uint8Array(hole.data.length) }
    const [full] = patchPlaces(image, none, size).levels
    expect(full?.corners).toHaveLength((90 - size + 1) * (70 - size + 1))
    const all = { ...hole, data: new Uint8Array(hole.data.length).fill(1) }
    expect(() => patchPlaces(image, all, size)).toThrow(/leaves no 16x16 pixels/)
  })
})

test('a mask for a smaller picture hides whatever was hidden in any part', () => {
  const mask = emptyImage({ width: 100, height: 60 }, 1, 8)
  mask.data[33 * 100 + 71] = 1
  const fitted = fitHole(mask, { width: 37, height: 22 })
  const marked = [...fitted.data.keys()].filter((i) => fitted.data[i] !== 0)
  expect(marked.length).toBeGreaterThan(0)
  const x = (71.5 / 100) * 37
  const y = (33.5 / 60) * 22
  expect(marked).toContain(Math.floor(y) * 37 + Math.floor(x))
  expect(fitHole(mask, mask).data).toEqual(mask.data.map((value) => (value ? 255 : 0)))
})

describe('learning a picture', () => {
  let base = ''
  beforeAll(async () => {
    base = await temporaryFolder()
    await writeTinyModel(join(base, 'tiny'))
  })
  afterAll(async () => rm(base, { recursive: true }))

  function request(name: string, changes: Partial<PictureToLearn> = {}): PictureToLearn {
    const image = drawPhotograph(4, 80, 60)
    return {
      image,
      hole: { ...emptyImage(image, 1, 8) },
      from: join(base, 'tiny'),
      length: { steps: 5 },
      seed: 2,
      out: join(base, name),
      name,
      runFolder: join(base, `${name}.run`),
      picture: 'waves.png',
      command: 'selfsame edit inpaint waves.png --learn 5',
      threads: 1,
      ...changes,
    }
  }
  async function learn(what: PictureToLearn, wall = () => 0): Promise<TrainEvent[]> {
    const events: TrainEvent[] = []
    for await (const event of learnPicture(what, { clocks: { wall, cpu: () => 0 } })) {
      events.push(event)
    }
    return events
  }

  test('makes a model, the same for the same seed, with a card that names the picture', async () => {
    const events = await learn(request('one'))
    expect(events.map(({ type }) => type)).toEqual([
      'started',
      ...Array.from({ length: 5 }, () => 'step'),
      'checkpoint',
      'model',
      'finished',
    ])
    await learn(request('two'))
    await learn(request('other', { seed: 3 }))
    const hashes = await Promise.all(
      ['one', 'two', 'other'].map(async (name) => (await readModel(join(base, name))).record.hash),
    )
    expect(hashes[0]).toBe(hashes[1])
    expect(hashes[0]).not.toBe(hashes[2])
  })

  test('makes as many updates as fit into the time', async () => {
    let seconds = 0
    const events = await learn(
      request('timed', { length: { seconds: 20 } }),
      () => (seconds += 0.5),
    )
    const steps = events.filter(({ type }) => type === 'step').length
    expect(steps).toBeGreaterThan(20)
    expect(steps).toBeLessThan(200)
  })
})
