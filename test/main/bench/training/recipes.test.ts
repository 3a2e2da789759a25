/** The comparison of the recipes: its data, its budget, its samplers. */
import { describe, expect, test } from 'vitest'
import { samplesOf } from '../../../../src-main/bench/training/recipes/judge.ts'
import {
  blurred,
  halvedPictures,
  pictureSource,
} from '../../../../src-main/bench/training/recipes/pictures.ts'
import {
  ablationRuns,
  MAIN_RUNS,
  NETWORK,
  PASSES,
  passesPerUpdate,
  recipeOf,
} from '../../../../src-main/bench/training/recipes/runs.ts'
import {
  consistencySampler,
  eulerSampler,
  heunSampler,
} from '../../../../src-main/bench/training/recipes/samplers.ts'
import type { Evaluator } from '../../../../src-main/training/evaluator.ts'
import { defaultRecipe, recipeNames } from '../../../../src-shared/training/recipe.ts'
import type { RecipeName } from '../../../../src-shared/training/recipe.ts'
import { stepGraphs } from '../../../../src-shared/training/step-graphs.ts'

/** An IDX file of `count` square pictures. */
function idx(count: number, side: number, value: (i: number) => number): Uint8Array {
  const bytes = new Uint8Array(16 + count * side * side)
  const view = new DataView(bytes.buffer)
  ;[0x803, count, side, side].forEach((word, i) => view.setUint32(4 * i, word))
  for (let i = 16; i < bytes.length; i++) bytes[i] = value(i - 16)
  return bytes
}

describe('the pictures', () => {
  test('are halved by means of 2 x 2 pixels and lie in [-1, 1]', () => {
    const file = idx(2, 4, (i) => (i < 16 ? ([0, 255, 10, 20][i % 4] ?? 0) : 255))
    const { shape, data } = halvedPictures(file, 'pictures')
    expect(shape).toEqual([2, 1, 2, 2])
    const [left, right] = [0, 15 / 127.5 - 1]
    expect([...data.subarray(0, 4)]).toEqual([left, right, left, right].map(Math.fround))
    expect([...data.subarray(4)]).toEqual([1, 1, 1, 1])
  })
  test('must come from a whole file', () => {
    expect(() => halvedPictures(idx(2, 4, () => 0).subarray(0, 40), 'torn.gz')).toThrow(
      'torn.gz is no whole IDX file',
    )
    expect(() => halvedPictures(new Uint8Array(3), 'short.gz')).toThrow('no whole IDX file')
  })
  test('are taken from the middle of a set whole', () => {
    const all = { shape: [4, 1, 1, 2], data: Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7) }
    expect(samplesOf(all, 1, 2)).toEqual({ shape: [2, 1, 1, 2], data: Float32Array.of(2, 3, 4, 5) })
  })
  test('are blurred by means of what is around, fewer at the edges', () => {
    const dot = { shape: [1, 1, 3, 3], data: Float32Array.of(36, 0, 0, 0, 0, 0, 0, 0, 0) }
    expect([...blurred(dot).data]).toEqual([9, 6, 0, 6, 4, 0, 0, 0, 0])
  })
  test('come in batches that follow from seed and step', async () => {
    const pictures = halvedPictures(
      idx(50, 4, (i) => i % 256),
      'pictures',
    )
    const source = pictureSource(pictures, { seed: 1, batch: 8 })
    expect((await source.batch(3)).data).toEqual((await source.batch(3)).data)
    expect((await source.batch(3)).data).not.toEqual((await source.batch(4)).data)
  })
})

describe('the runs', () => {
  test('cover every kind of recipe, each once, with the teacher first', () => {
    const kindOf = (recipe: RecipeName) =>
      defaultRecipe(recipe, { network: NETWORK, steps: 1, batch: 1 }).levels.kind
    const covered = MAIN_RUNS.map(({ recipe }) => kindOf(recipe)).sort()
    expect(covered).toEqual([...new Set(recipeNames.map(kindOf))].sort())
    for (const runs of [MAIN_RUNS, ablationRuns()]) {
      const names = runs.map(({ name }) => name)
      expect(names[0]).toBe('edm')
      expect(new Set(names).size).toBe(names.length)
    }
  })
  test('take the same number of passes, those from nothing the teacher’s as well', () => {
    for (const run of [...MAIN_RUNS, ...ablationRuns()]) {
      const recipe = recipeOf(run)
      const passes = recipe.steps * passesPerUpdate(recipe)
      const own = run.recipe === 'edm' ? 0 : PASSES.student
      const shared = run.recipe !== 'edm' && run.fromTeacher ? 0 : PASSES.teacher
      expect(Math.abs(passes - own - shared)).toBeLessThan(6)
    }
  })
  test('count passes as their graphs make them: three for a step, one for each further run of the network', () => {
    const convolutions = (run: (typeof MAIN_RUNS)[number]) =>
      stepGraphs(recipeOf(run), NETWORK).step.nodes.filter(
        ({ op, name }) => op === 'Conv' && !name.includes('gradient'),
      ).length
    const [teacher, ...others] = MAIN_RUNS
    if (!teacher) throw new Error('there is no run')
    const once = convolutions(teacher)
    const extra = others.map((run) => [
      run.name,
      Math.round((convolutions(run) - once) / forwardConvolutions()),
    ])
    const counted = others.map((run) => [run.name, passesPerUpdate(recipeOf(run)) - 3])
    expect(extra).toEqual(counted)
  })
})

/** Convolutions of one forward run: conv_in, conv_out, two a resnet, and the shortcuts of the way up. */
function forwardConvolutions(): number {
  const resnets = 1 + 2 + 2
  return 2 + 2 * resnets + 2
}

describe('the samplers', () => {
  /** Counts its calls, and answers with a tenth of what it is given. */
  function counting(): { evaluator: Evaluator; calls: number[] } {
    const calls: number[] = []
    const evaluator: Evaluator = {
      batch: 4,
      estimate: (_, { shape, data }, { sigmas }) => {
        calls.push(sigmas[0] ?? 0)
        return Promise.resolve({ shape, data: data.map((x) => x / 10) })
      },
      release: () => Promise.resolve(),
    }
    return { evaluator, calls }
  }
  test.each([
    ['one step', consistencySampler([80]), [80]],
    ['two steps', consistencySampler([80, 0.8]), [80, 0.8]],
    ['one of Euler', eulerSampler(1), [80]],
  ] as const)('ask the network where they say: %s', async (_, sampler, wanted) => {
    const { evaluator, calls } = counting()
    const theta = new Float32Array(1)
    const { shape, data } = await sampler({ evaluator, theta, count: 4, seed: 1 })
    expect(calls).toEqual(wanted)
    expect(shape).toEqual([4, 1, 14, 14])
    expect(Math.max(...data.map(Math.abs))).toBeLessThanOrEqual(1)
  })
  test('of progressive distillation halve the grid, and Heun’s method calls twice a level', async () => {
    const euler = counting()
    const drawing = { theta: new Float32Array(1), count: 2, seed: 1 }
    await eulerSampler(2)({ ...drawing, evaluator: euler.evaluator })
    expect(euler.calls[1]).toBeCloseTo(((80 ** (1 / 7) + 0.002 ** (1 / 7)) / 2) ** 7, 9)
    const heun = counting()
    await heunSampler(5)({ ...drawing, evaluator: heun.evaluator })
    expect(heun.calls).toHaveLength(9)
  })
})
