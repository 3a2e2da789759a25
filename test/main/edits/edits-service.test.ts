/** Edits by picture id: what comes out of every task, the estimates on the way, and stopping. */
import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { EditEstimate, EditJob, Task } from '../../../src-shared/contract/edits-api.ts'
import { UserError } from '../../../src-shared/contract/user-error.ts'
import { at } from '../../support/at.ts'
import { drawPicture, windowMean } from '../../support/editing.ts'
import { MODEL_HASH, maskOver, openBench, strokeOver } from '../../support/edits-service.ts'
import type { Bench } from '../../support/edits-service.ts'

const image = drawPicture(60, 48)
const hole = { x: 20, y: 12, width: 14, height: 10 }
const mask = maskOver(20, 12, 14, 10)
const stroke = strokeOver(hole, [200, 40, 40])

let bench: Bench
let picture: string
beforeEach(async () => {
  bench = await openBench()
  picture = (await bench.pictures.add(image, { name: 'waves.png' })).id
})
afterEach(() => bench.remove())

const jobOf = (task: Task, more: Partial<EditJob> = {}): EditJob => ({
  ...{ job: 'one', picture, task, model: 'mean', seed: 7 },
  ...more,
})
const samplesOf = async (id: string) => (await bench.pictures.get(id)).image.data

const tasks: readonly (readonly [Task, object])[] = [
  [
    { kind: 'remove', mask },
    { width: 60, height: 48, channels: 3 },
  ],
  [
    { kind: 'colorize', hints: [stroke] },
    { width: 60, height: 48 },
  ],
  [
    { kind: 'enlarge', scale: 2 },
    { width: 120, height: 96 },
  ],
  [
    { kind: 'restore', mask, grey: true, scale: 2 },
    { width: 120, height: 96 },
  ],
  [
    { kind: 'denoise', sigma: 10 },
    { width: 60, height: 48 },
  ],
  [
    { kind: 'paint', strokes: [stroke], strength: 0.4 },
    { width: 60, height: 48 },
  ],
]

test.each(tasks)('the task %j makes a picture with its recipe', async (task, shape) => {
  const [outcome] = await bench.edits.run(jobOf(task))
  expect(outcome).toMatchObject({ variation: 0, picture: { name: 'waves.png', ...shape } })
  const source = createHash('sha256').update(image.data).digest('hex')
  const samples = await samplesOf(outcome?.picture.id ?? '')
  expect(outcome?.recipe).toMatchObject({
    ...{ version: 1, source, task, seed: 7, device: 'a slide rule' },
    model: { id: 'mean', hash: MODEL_HASH },
    result: createHash('sha256').update(samples).digest('hex'),
  })
})

test.each([
  [{ kind: 'remove', mask } as const, hole],
  [{ kind: 'paint', strokes: [stroke], strength: 0.4 } as const, hole],
  [{ kind: 'denoise', sigma: 10 } as const, null],
])('what may differ from the source is told and true: %j', async (task, region) => {
  const [outcome] = await bench.edits.run(jobOf(task))
  expect(outcome?.region).toEqual(region)
  expect(outcome?.changedOutsideMask).toBe(region ? 0 : null)
  const after = await samplesOf(outcome?.picture.id ?? '')
  const outside = image.data.filter((value, i) => {
    const [x, y] = [Math.floor(i / 3) % 60, Math.floor(i / 180)]
    const inHole = x >= 20 && x < 34 && y >= 12 && y < 22
    return !inHole && value !== after[i]
  })
  if (region) expect(outside).toHaveLength(0)
  else expect(outside.length).toBeGreaterThan(1000)
})

test('variations have seeds that follow one another', async () => {
  const task = { kind: 'remove', mask } as const
  const outcomes = await bench.edits.run(jobOf(task, { variations: 2 }))
  expect(outcomes.map(({ recipe }) => recipe.seed)).toEqual([7, 8])
  const [eight] = await bench.edits.run(jobOf(task, { seed: 8 }))
  expect(eight?.recipe.result).toBe(at(outcomes, 1).recipe.result)
  expect(eight?.recipe.result).not.toBe(at(outcomes, 0).recipe.result)
})

test('a blend gives its frames, from the one picture to the other', async () => {
  const second = drawPicture(60, 48, { channels: 1 })
  const other = (await bench.pictures.add(second, { name: 'b.png' })).id
  const outcomes = await bench.edits.run(jobOf({ kind: 'blend', other, frames: 3 }))
  expect(outcomes.map(({ recipe }) => recipe.frame)).toEqual([0, 1, 2])
  expect(await samplesOf(at(outcomes, 0).picture.id)).toEqual(image.data)
  expect(await samplesOf(at(outcomes, 2).picture.id)).toEqual(second.data)
})

test('pictures are generated without a picture', async () => {
  const job = jobOf({ kind: 'generate', count: 2 }, { picture: null })
  const outcomes = await bench.edits.run(job)
  expect(outcomes.map(({ picture: { name, width } }) => [name, width])).toEqual([
    ['picture-7.png', 16],
    ['picture-8.png', 16],
  ])
  expect(at(outcomes, 0).recipe.task).toEqual({ kind: 'generate', count: 1 })
})

describe('estimates', () => {
  test('grow to the whole job, the last one of each result with something to see', async () => {
    const seen: EditEstimate[] = []
    const stop = bench.edits.onEstimate((estimate) => seen.push(estimate))
    await bench.edits.run(jobOf({ kind: 'remove', mask }, { variations: 2, steps: 4 }))
    stop()
    const fractions = seen.map(({ fraction }) => fraction)
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b))
    for (const variation of [0, 1]) {
      const last = seen.filter((estimate) => estimate.variation === variation).at(-1)
      expect(last?.fraction).toBeCloseTo((variation + 1) / 2, 6)
      expect(last?.preview).toMatchObject({ resultWidth: 60, resultHeight: 48 })
    }
    const before = seen.length
    await bench.edits.run(jobOf({ kind: 'remove', mask }))
    expect(seen).toHaveLength(before)
  })

  test('show the source around a hole, sample for sample', async () => {
    const seen: EditEstimate[] = []
    bench.edits.onEstimate((estimate) => seen.push(estimate))
    await bench.edits.run(jobOf({ kind: 'remove', mask }))
    const preview = seen.at(-1)?.preview
    if (!preview) throw new Error('the last estimate shows nothing')
    const { region, width, rgba } = preview
    expect([width, preview.height]).toEqual([region.width, region.height])
    const corner = 3 * (region.y * 60 + region.x)
    expect([...rgba.slice(0, 4)]).toEqual([...image.data.slice(corner, corner + 3), 255])
  })
})

test('a first impression changes no picture and shows the part that would change', async () => {
  const estimate = await bench.edits.preview(jobOf({ kind: 'remove', mask }))
  expect(estimate?.preview?.region).toEqual(hole)
  expect(await bench.pictures.files([picture])).toHaveLength(2)
  const large = (await bench.pictures.add(drawPicture(600, 500), { name: 'large.png' })).id
  const task = { kind: 'denoise', sigma: 3 } as const
  expect(await bench.edits.preview(jobOf(task, { picture: large }))).toBeNull()
})

test('a large hole is shown at the scale that is quick', async () => {
  const large = (await bench.pictures.add(drawPicture(600, 500), { name: 'large.png' })).id
  const task = { kind: 'remove', mask: maskOver(100, 100, 300, 300) } as const
  const preview = (await bench.edits.preview(jobOf(task, { picture: large })))?.preview
  expect(preview?.region).toEqual({ x: 100, y: 100, width: 300, height: 300 })
  expect(preview?.width).toBeLessThan(300)
})

test('the time that a job takes is known once the model was used', async () => {
  const job = jobOf({ kind: 'denoise' })
  expect(await bench.edits.expectedSeconds(job)).toBeNull()
  await bench.edits.run(job)
  const seconds = (await bench.edits.expectedSeconds(job)) ?? NaN
  expect(seconds).toBeGreaterThan(0)
  const twice = await bench.edits.expectedSeconds({ ...job, variations: 2 })
  expect(twice).toBeCloseTo(2 * seconds, 6)
})

describe('stopping', () => {
  test('ends a job between two batches and keeps no picture of it', async () => {
    const abort = new AbortController()
    let calls = 0
    await bench.remove()
    bench = await openBench({
      denoise: (x, sigma) => {
        if (++calls === 12) abort.abort()
        return windowMean(x, sigma)
      },
    })
    picture = (await bench.pictures.add(image, { name: 'waves.png' })).id
    const added: string[] = []
    const { pictures } = bench
    const add = pictures.add.bind(pictures)
    pictures.add = async (...args) => {
      const info = await add(...args)
      added.push(info.id)
      return info
    }
    const task = { kind: 'generate', count: 20 } as const
    const work = bench.edits.run(jobOf(task, { picture: null }), abort.signal)
    await expect(work).rejects.toMatchObject({ name: 'AbortError' })
    expect(calls).toBe(12)
    expect(added.length).toBeGreaterThan(0)
    for (const id of added) await expect(pictures.info(id)).rejects.toThrow()
  })

  test('is heard while batches follow one another without a pause', async () => {
    const abort = new AbortController()
    setTimeout(() => abort.abort(), 20)
    let stoppedAt = 0
    abort.signal.addEventListener('abort', () => (stoppedAt = performance.now()))
    const task = { kind: 'paint', strokes: [], strength: 0.5 } as const
    const long = jobOf(task, { variations: 100_000 })
    await expect(bench.edits.run(long, abort.signal)).rejects.toMatchObject({ name: 'AbortError' })
    expect(performance.now() - stoppedAt).toBeLessThan(250)
  })
})

test.each([
  [{ kind: 'remove', mask: maskOver(50, 40, 20, 20) }, /The mask does not lie within the picture/],
  [{ kind: 'remove', mask: maskOver(0, 0, 60, 48) }, /The mask selects every pixel/],
  [{ kind: 'blend', other: 'gone', frames: 3 }, /gone|no longer|not/],
  [
    {
      kind: 'paint',
      strength: 0.3,
      strokes: [strokeOver({ x: 90, y: 0, width: 4, height: 4 }, [1, 2, 3])],
    },
    /The strokes lie beside the picture/,
  ],
] as const)('what does not fit is refused in a sentence: %j', async (task, sentence) => {
  const error: unknown = await bench.edits.run(jobOf(task)).catch((reason: unknown) => reason)
  if (!(error instanceof UserError)) throw error
  expect(error.message).toMatch(sentence)
})
