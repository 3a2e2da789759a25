/** Work on a large picture lets others in: a cancel that arrives at any time is heard before the next batch is over. */
import { describe, expect, test } from 'vitest'
import { enlargeInBands, forEachBand } from '../../../src-main/edits/in-bands.ts'
import { planInpaint } from '../../../src-main/edits/inpaint.ts'
import { layOut } from '../../../src-main/edits/lay-out.ts'
import { runPlan } from '../../../src-main/edits/run-plan.ts'
import { planWholePicture } from '../../../src-main/edits/whole-picture.ts'
import { enlargePart } from '../../../src-shared/field/layer.ts'
import { readField } from '../../../src-shared/field/photograph.ts'
import { cubicUp, faithfulUp } from '../../../src-shared/field/pyramid.ts'
import { drawMask, drawPicture, modelOf } from '../../support/editing.ts'

const TRAITS = { windowSize: 64, coloursGrey: false }

describe('enlarging in bands', () => {
  test.each([
    [2, faithfulUp],
    [3, faithfulUp],
    [2, cubicUp],
  ] as const)('%i times gives the very samples of enlarging at once', async (factor, enlarge) => {
    const image = drawPicture(40, 700)
    const read = (small: Parameters<typeof readField>[1]) => readField(image, small)
    const region = { x: 6, y: 12, width: 60, height: 1206 }
    let turns = 0
    const turn = () => Promise.resolve(void turns++)
    const banded = await enlargeInBands(region, factor, { read, enlarge, turn })
    expect(banded).toEqual(enlargePart(region, factor, { read, enlarge }))
    expect(turns).toBe(3)
  })
})

describe('the work beside the network on a wide and high picture', () => {
  const cancel = () => Promise.reject(new DOMException('stopped', 'AbortError'))
  const stopped = { name: 'AbortError' }

  test('reads a coarse scale in pieces of the picture, not of the scale', async () => {
    const rows: number[] = []
    const region = { x: 0, y: 0, width: 10, height: 90 }
    const turn = () => Promise.resolve()
    await forEachBand(region, ({ height }) => rows.push(height), { turn, shrink: 16 })
    expect(rows).toEqual([30, 30, 30])
  })

  test('hears a cancel while it is laid out, and while the result is compared with its source', async () => {
    const image = drawPicture(64, 64)
    const mask = drawMask(64, 64, [{ x: 8, y: 8, width: 20, height: 20 }])
    const filling = planInpaint({ operator: 'inpaint', image, mask, seed: 1 }, 64)
    const drawing = planWholePicture({ image, colour: true, scale: 1, seed: 1 }, TRAITS)
    await expect(layOut(filling, 64, cancel)).rejects.toMatchObject(stopped)
    for (const plan of [filling, drawing])
      await expect(plan.measure(cancel)).rejects.toMatchObject(stopped)
  })
})

describe('a run that is cancelled', () => {
  test('while a tile is begun ends before the network is asked', async () => {
    let asked = 0
    const model = modelOf((noisy) => {
      asked++
      return Promise.resolve(noisy)
    })
    const image = drawPicture(100, 600)
    const request = { image, colour: false, scale: 2, seed: 1, steps: 1 } as const
    const cancel = new AbortController()
    const run = runPlan(planWholePicture(request, TRAITS), request, {
      model,
      signal: cancel.signal,
    })
    const first = run.next()
    setImmediate(() => cancel.abort())
    await expect(first).rejects.toMatchObject({ name: 'AbortError' })
    expect(asked).toBe(0)
  })
})
