/** Replaying a recipe in the editor: the same samples, or a sentence that says why not. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Task } from '../../../src-shared/contract/edits-api.ts'
import { drawPicture } from '../../support/editing.ts'
import { maskOver, openBench, strokeOver } from '../../support/edits-service.ts'
import type { Bench } from '../../support/edits-service.ts'

const image = drawPicture(100, 70)
const stroke = strokeOver({ x: 10, y: 10, width: 12, height: 9 }, [10, 200, 90])
/** A narrow and a wide hole, which are filled in different numbers of steps. */
const holes = maskOver(0, 0, 90, 60)
holes.coverage.forEach((_, i) => {
  const [x, y] = [i % 90, Math.floor(i / 90)]
  holes.coverage[i] = (x < 3 && y < 3) || (x > 50 && y > 25) ? 255 : 0
})

let bench: Bench
let picture: string
beforeEach(async () => {
  bench = await openBench()
  picture = (await bench.pictures.add(image, { name: 'waves.png' })).id
})
afterEach(() => bench.remove())

const tasks: readonly Task[] = [
  { kind: 'remove', mask: holes },
  { kind: 'colorize', hints: [stroke] },
  { kind: 'denoise' },
  { kind: 'paint', strokes: [stroke], strength: 0.5 },
  { kind: 'generate', count: 2 },
]

test.each(tasks)('a recipe makes the same samples again: %j', async (task) => {
  const job = { job: 'one', picture, task, model: 'mean', seed: 3, variations: 2 }
  const last = (await bench.edits.run(job)).at(-1)
  if (!last) throw new Error('there is no result')
  const recipe = await bench.edits.unpackRecipe({
    name: 'a.recipe.json',
    bytes: await bench.edits.packRecipe(last.recipe),
  })
  const { outcome, identical } = await bench.edits.replay({ recipe, picture, job: 'again' })
  expect(identical).toBe(true)
  expect(outcome.recipe).toEqual(last.recipe)
  const [a, b] = [
    await bench.pictures.get(outcome.picture.id),
    await bench.pictures.get(last.picture.id),
  ]
  expect(a.image).toEqual(b.image)
  const other = { ...recipe, seed: recipe.seed + 1 }
  const changed = await bench.edits.replay({ recipe: other, picture, job: 'other' })
  expect(changed.identical).toBe(task.kind === 'denoise')
})

test('a frame of a blend is made again by itself', async () => {
  const other = (await bench.pictures.add(drawPicture(100, 70, { channels: 1 }), { name: 'b' })).id
  const task = { kind: 'blend', other, frames: 4 } as const
  const outcomes = await bench.edits.run({ job: 'one', picture, task, model: 'mean', seed: 3 })
  const recipe = outcomes[2]?.recipe
  if (!recipe) throw new Error('there is no third frame')
  const replayed = await bench.edits.replay({ recipe, picture, job: 'again' })
  expect(replayed.identical).toBe(true)
  expect(replayed.outcome.recipe).toEqual(recipe)
})

describe('what has changed since is named', () => {
  const denoise = { kind: 'denoise', sigma: 9 } as const
  const makeRecipe = async () => {
    const job = { job: 'one', picture, task: denoise, model: 'mean', seed: 3 }
    const [outcome] = await bench.edits.run(job)
    if (!outcome) throw new Error('there is no result')
    return outcome.recipe
  }

  test('the source', async () => {
    const recipe = await makeRecipe()
    const changed = drawPicture(100, 70)
    changed.data[0] = (changed.data[0] ?? 0) ^ 1
    const other = (await bench.pictures.add(changed, { name: 'waves-2.png' })).id
    const work = bench.edits.replay({ recipe, picture: other, job: 'again' })
    await expect(work).rejects.toThrow(
      `waves-2.png is not the picture that the recipe was made from, or it has been changed since; ` +
        `give the original, whose SHA-256 begins with ${recipe.source.slice(0, 12)}.`,
    )
  })

  test('the model', async () => {
    const recipe = await makeRecipe()
    const model = { id: 'mean', hash: 'b'.repeat(64) }
    const work = bench.edits.replay({ recipe: { ...recipe, model }, picture, job: 'again' })
    await expect(work).rejects.toThrow(
      'The model mean is not the one that the recipe was made with; install the one whose ' +
        'SHA-256 begins with bbbbbbbbbbbb.',
    )
  })
})
