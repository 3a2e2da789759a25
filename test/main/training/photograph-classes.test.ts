/** Photographs of a model's classes, told by their sub-folders; and what training makes of a model that has classes. */
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openModel } from '../../../src-main/models/open-model.ts'
import { readModel } from '../../../src-main/models/read-model.ts'
import { readBaseModel } from '../../../src-main/training/base-model.ts'
import { openEvaluator } from '../../../src-main/training/evaluator.ts'
import { createPatchSource } from '../../../src-main/training/patch-source.ts'
import {
  classFolders,
  labelsOf,
  modelClasses,
  reportClasses,
} from '../../../src-main/training/photograph-classes.ts'
import { trainModel } from '../../../src-main/training/train-command.ts'
import type { TrainRequest } from '../../../src-main/training/train-request.ts'
import type { TrainEvent } from '../../../src-main/training/train-event.ts'
import { normals } from '../../../src-shared/tensor/random.ts'
import { learnPicture } from '../../../src-main/training/learn-picture.ts'
import {
  decodeImaginary,
  drawPhotograph,
  imaginary,
  temporaryFolder,
  writePng,
} from '../../support/drawn-photographs.ts'
import { largestError } from '../../support/golden.ts'
import { writeTinyModel } from '../../support/tiny-model.ts'

/** They have no names. */
const CLASSES = 10
const EMBEDDING = 'class_embedding.weight'

const at = (...paths: readonly string[]) => paths.map((path) => ({ path }))

describe('the class of a photograph', () => {
  const imagenet = modelClasses({ classes: 1000 })
  const numbered = modelClasses({ classes: CLASSES })
  if (imagenet === null || numbered === null) throw new Error('these models have classes')

  test('is the one that its first sub-folder is called like, by name or number', () => {
    const photographs = at('Great White_shark/a.jpg', '0/b.jpg', 'great-white-shark/deep/c.jpg')
    const folders = classFolders('sea', photographs, imagenet)
    expect(folders).toEqual({ 'Great White_shark': 2, '0': 0, 'great-white-shark': 2 })
    expect(labelsOf(photographs, folders)).toEqual([2, 0, 2])
  })

  test('is a number alone where the classes have no names', () => {
    expect(reportClasses(at('9/a.jpg', '03/b.jpg'), numbered)).toEqual({
      folders: [
        { name: '9', label: 9 },
        { name: '03', label: 3 },
      ],
      fault: null,
    })
  })

  test.each([
    [
      imagenet,
      at('tench/a.jpg', 'garden/b.jpg'),
      /sub-folder garden of sea.*1000.*'tench'.*0 to 999/,
    ],
    [numbered, at('10/a.jpg'), /sub-folder 10 of sea.*by its number, 0 to 9\./],
    [numbered, at('1/a.jpg', 'b.jpg'), /b\.jpg lies in no sub-folder of sea.*0 to 9\./],
  ])('is asked for in one sentence where a folder is none', (classes, photographs, words) => {
    expect(() => classFolders('sea', photographs, classes)).toThrow(words)
  })

  test('goes with every patch of it', async () => {
    const labels = Array.from({ length: 20 }, (_, index) => index % 7)
    const options = { size: 32, batch: 16, seed: 2, decode: decodeImaginary, labels }
    const source = createPatchSource(imaginary(20), options)
    for (const step of [0, 1, 40]) {
      const cut = await source.patches(step)
      const own = cut.map(({ photograph }) => labels[Number(photograph.file)])
      expect([...(source.labels?.(step)?.data ?? [])]).toEqual(own)
    }
  })
})

describe('a model with classes', () => {
  let base = ''
  let model = ''
  beforeAll(async () => {
    base = await temporaryFolder()
    model = join(base, 'tiny')
    await writeTinyModel(model, undefined, { classes: CLASSES })
    for (const [index, folder] of ['3', '3', '7', '7'].entries())
      await writePng(join(base, 'animals', folder, `${index}.png`), drawPhotograph(index, 96, 80))
  })
  afterAll(async () => rm(base, { recursive: true }))

  const request = (name: string, changes: Partial<TrainRequest> = {}): TrainRequest => ({
    folder: join(base, 'animals'),
    out: join(base, name),
    settings: { from: model, steps: 6, batch: 4, seed: 3 },
    resume: false,
    threads: 1,
    command: 'selfsame train animals',
    ...changes,
  })
  async function run(what: TrainRequest, stopAfter = Infinity): Promise<TrainEvent[]> {
    const controller = new AbortController()
    let seconds = 0
    const clocks = { wall: () => seconds++, cpu: () => 0 }
    const events: TrainEvent[] = []
    for await (const event of trainModel(what, { clocks, signal: controller.signal })) {
      events.push(event)
      if (event.type === 'step' && event.step === stopAfter) controller.abort()
    }
    return events
  }

  /** Which rows of the class embedding differ from those of the model that a run started from. */
  async function movedClasses(folder: string): Promise<number[]> {
    const [before, after] = [await readModel(model), await readModel(folder)]
    const [old, now] = [before, after].map(({ weights }) => weights.get(EMBEDDING)?.data)
    if (!old || !now) throw new Error(`there is no ${EMBEDDING}`)
    const width = old.length / CLASSES
    const row = (of: Float32Array, label: number) => of.subarray(label * width, (label + 1) * width)
    // The model is kept as 16-bit floats, so that what has not moved is rounded.
    const moved = (label: number) => largestError(row(now, label), row(old, label)) > 2e-3
    return Array.from({ length: CLASSES }, (_, label) => label).filter(moved)
  }

  test('learns the classes of its folder and leaves the others, and its card says which', async () => {
    const settings = { ...request('').settings, learningRate: 0.02 }
    const events = await run(request('strong', { settings }))
    expect(events.at(-1)).toMatchObject({ type: 'finished', steps: 6 })
    expect(await movedClasses(join(base, 'strong'))).toEqual([3, 7])
    const card = await readFile(join(base, 'strong', 'MODEL_CARD.md'), 'utf8')
    expect(card).toContain('- Classes: `3` as 3, `7` as 7')
  })

  test('cancelled and resumed gives the same bytes as undisturbed', async () => {
    const whole = (await run(request('whole'))).at(-2)
    await run(request('resumed'), 3)
    const second = await run(request('resumed', { resume: true, settings: {} }))
    expect(second[0]).toMatchObject({ type: 'started', step: 3 })
    expect(second.at(-2)).toMatchObject({
      type: 'model',
      hash: whole?.type === 'model' && whole.hash,
    })
  })

  test('is measured with the class of each sample, as the model itself answers', async () => {
    const { network, theta } = await readBaseModel(join(base, 'strong'))
    const evaluator = await openEvaluator(network, { batch: 2, threads: 1 })
    const opened = await openModel(join(base, 'strong'), { threads: 1 })
    const noisy = normals(1, 0, [3, 3, 16, 16])
    const labels = [3, 7, 0]
    const ours = await evaluator.estimate(theta, noisy, { sigmas: [0.5, 0.5, 0.5], labels })
    const theirs = await opened.denoise(noisy, 0.5, labels)
    const others = await opened.denoise(noisy, 0.5, [7, 3, 0])
    await Promise.all([evaluator.release(), opened.release()])
    expect(largestError(ours.data, theirs.data)).toBeLessThan(1e-4)
    expect(largestError(others.data, theirs.data)).toBeGreaterThan(1e-3)
  })

  test('refuses a folder without its classes before anything is written', async () => {
    await writePng(join(base, 'garden', 'rose', '1.png'), drawPhotograph(1, 96, 80))
    const refused = run(request('refused', { folder: join(base, 'garden') }))
    await expect(refused).rejects.toThrow(/sub-folder rose of .*garden is none of the 10 classes/)
    await expect(readFile(join(base, 'refused.run', 'run.json'))).rejects.toThrow('ENOENT')
  })

  test('learns a single picture as the class that is said, and asks for it', async () => {
    const image = drawPhotograph(2, 96, 80)
    const hole = { ...image, channels: 1 as const, data: new Uint8Array(96 * 80) }
    const learn = async (name: string, label?: number) => {
      const events = learnPicture(
        {
          ...{ image, hole, label, from: model, length: { steps: 5 }, seed: 1, name },
          ...{ out: join(base, name), runFolder: join(base, `${name}.run`), picture: 'cat.png' },
          ...{ command: '', threads: 1, fields: { 'optimizer.learningRate': 0.02 } },
        },
        { clocks: { wall: () => 0, cpu: () => 0 } },
      )
      for await (const event of events) expect(event.type).not.toBe('stopped')
    }
    await expect(learn('unsaid')).rejects.toThrow(/choose the one that cat\.png shows/)
    await expect(learn('unknown', CLASSES)).rejects.toThrow(/knows the classes 0 to 9/)
    await learn('said', 4)
    expect(await movedClasses(join(base, 'said'))).toEqual([4])
  })
})
