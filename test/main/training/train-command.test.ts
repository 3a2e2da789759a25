/** From a folder of photographs to a model folder, with a real but tiny network run by the real runtime. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readModel } from '../../../src-main/models/read-model.ts'
import { readRunRecord } from '../../../src-main/training/run-record.ts'
import { trainModel } from '../../../src-main/training/train-command.ts'
import type { TrainContext } from '../../../src-main/training/train-command.ts'
import type { TrainRequest } from '../../../src-main/training/train-request.ts'
import type { TrainEvent } from '../../../src-main/training/train-event.ts'
import { flatten } from '../../../src-shared/onnx/training/flat-parameters.ts'
import { recipeNames } from '../../../src-shared/training/recipe.ts'
import { drawPhotograph, temporaryFolder, writePng } from '../../support/drawn-photographs.ts'
import { writeTinyModel } from '../../support/tiny-model.ts'

let base = ''
let photographs = ''
let tiny = ''

beforeAll(async () => {
  base = await temporaryFolder()
  photographs = join(base, 'photographs')
  tiny = join(base, 'tiny')
  for (const index of [1, 2, 3, 4]) {
    await writePng(join(photographs, `${index}.png`), drawPhotograph(index, 96, 80))
  }
  await writeFile(join(photographs, 'broken.png'), 'not a picture')
  await writeTinyModel(tiny)
})
afterAll(async () => rm(base, { recursive: true }))

function request(name: string, changes: Partial<TrainRequest> = {}): TrainRequest {
  const settings = { from: tiny, steps: 8, batch: 2, seed: 3 }
  const command = 'selfsame train photographs --out tiny'
  const out = join(base, name)
  return { folder: photographs, out, settings, resume: false, threads: 1, command, ...changes }
}

/** A wall clock on which everything that is measured takes one second. */
function clocks() {
  let seconds = 0
  return { wall: () => seconds++, cpu: () => 0 }
}

async function run(
  what: TrainRequest,
  stopAfter = Infinity,
  more: Partial<TrainContext> = {},
): Promise<TrainEvent[]> {
  const controller = new AbortController()
  const context = {
    ...more,
    clocks: clocks(),
    signal: controller.signal,
    intervals: { log: 2, validation: 4, checkpoint: 4, samples: 8 },
  }
  const events: TrainEvent[] = []
  for await (const event of trainModel(what, context)) {
    events.push(event)
    if (event.type === 'step' && event.step === stopAfter) controller.abort()
  }
  return events
}

describe('trainModel', () => {
  test('turns photographs into a model that can be read, with its card and its curve', async () => {
    const events = await run(request('whole'))
    expect(events[0]).toMatchObject({ type: 'started', photographs: 3, heldBack: 1, steps: 8 })
    expect(events[0]).toHaveProperty('skipped.0.path', 'broken.png')
    expect(events.slice(-2).map(({ type }) => type)).toEqual(['model', 'finished'])
    const { record, weights } = await readModel(join(base, 'whole'))
    const { weights: before } = await readModel(tiny)
    expect(record).toMatchObject({ id: 'whole', windowSize: 16, patchFolding: 1, classes: null })
    expect(flatten(record.config, weights)).not.toEqual(flatten(record.config, before))
    const card = await readFile(join(base, 'whole', 'MODEL_CARD.md'), 'utf8')
    for (const fact of [
      '`photographs`',
      'Photographs: 4, of which held back to measure on: 1',
      '`tiny`',
      '| optimizer.learningRate |',
    ]) {
      expect(card).toContain(fact)
    }
    expect(card).toContain('![Training curve](training-curve.svg)')
    expect(await readFile(join(base, 'whole', 'training-curve.svg'), 'utf8')).toContain('<circle')
    expect(await readdir(join(base, 'whole.run', 'samples'))).toEqual(['00000008.png'])
  })

  test.each(['Bäume im Wald', '写真'])(
    'writes, resumes and finds a model in a folder called %s',
    async (name) => {
      const settings = { ...request('').settings, steps: 2 }
      await run(request(name, { settings }), 1)
      const events = await run(request(name, { settings, resume: true }))
      expect(events.at(-2)).toMatchObject({ type: 'model', id: name, folder: join(base, name) })
      const { record } = await readModel(join(base, name))
      expect(record).toMatchObject({ id: name, name })
      const again = await run(request(name, { settings, resume: true }))
      expect(again.at(-1)).toMatchObject({ type: 'finished', reason: 'before' })
      const next = { from: join(base, name), steps: 1, batch: 2 }
      const further = await run(request(`${name} 2`, { settings: next }))
      expect(further.at(-2)).toMatchObject({ type: 'model', id: `${name} 2` })
    },
  )

  test('cancelled and resumed gives the same bytes as undisturbed', async () => {
    const undisturbed = await readModel(join(base, 'whole'))
    const first = await run(request('resumed'), 3)
    expect(first.at(-1)).toMatchObject({ type: 'stopped', reason: 'cancelled', step: 3 })
    await expect(stat(join(base, 'resumed'))).rejects.toThrow('ENOENT')
    const second = await run(request('resumed', { resume: true, settings: {} }))
    expect(second[0]).toMatchObject({ type: 'started', step: 3 })
    expect(second.at(-2)).toMatchObject({ type: 'model', hash: undisturbed.record.hash })
  })

  test('a resumed run may become longer or change its stages, and its record says so, but not shorter than it is', async () => {
    await run(request('longer'), 3)
    const resume = { resume: true, command: 'selfsame train photographs --resume --out longer' }
    const shorter = run(request('longer', { ...resume, settings: { steps: 2 } }))
    await expect(shorter).rejects.toThrow(/has done 3 updates already/)
    const events = await run(request('longer', { ...resume, settings: { steps: 5, stages: 3 } }))
    expect(events.at(-1)).toMatchObject({ type: 'finished', steps: 5 })
    const card = await readFile(join(base, 'longer', 'MODEL_CARD.md'), 'utf8')
    expect(card).toContain('--out tiny && selfsame train photographs --resume')
    expect(card).toContain('after 5 of 5 updates')
    expect(card).toContain('| levels.stages | 3 |')
  })

  test('a resume may repeat the settings of its run, begins a run that is not there, and refuses other settings', async () => {
    const undisturbed = await readModel(join(base, 'whole'))
    const first = await run(request('repeated', { resume: true }), 3)
    expect(first[0]).toMatchObject({ type: 'started', step: 0 })
    const other = { ...request('').settings, seed: 4 }
    const refused = run(request('repeated', { resume: true, settings: other }))
    await expect(refused).rejects.toThrow(/give the same ones as before/)
    const choice = { exclude: ['1.png'], include: [] }
    const fewer = run(request('repeated', { resume: true, choice }))
    await expect(fewer).rejects.toThrow(/photographs of the run/)
    const second = await run(request('repeated', { resume: true }))
    expect(second[0]).toMatchObject({ type: 'started', step: 3 })
    expect(second.at(-2)).toMatchObject({ type: 'model', hash: undisturbed.record.hash })
    const record = await readRunRecord(join(base, 'repeated.run'))
    expect(record?.command).toBe(request('').command)
  })

  test('ends as the best weights by validation, or as the last where those are wanted, also afterwards', async () => {
    const fields = { 'optimizer.warmup': 30, 'optimizer.decay': 0, averageRates: [0] }
    const worsening = { ...request('').settings, recipe: 'edm', learningRate: 1, fields } as const
    const best = await run(request('best', { settings: worsening }))
    expect(best.at(-2)).toMatchObject({ type: 'model', step: 4 })
    await rm(join(base, 'best'), { recursive: true })
    const last = await run(request('best', { resume: true, settings: { keep: 'last' } }))
    expect(last.at(-2)).toMatchObject({ type: 'model', step: 8 })
  })

  test('a resume of a run that is a model already says so and touches nothing, as often as it is asked', async () => {
    const { record } = await readModel(join(base, 'whole'))
    const written = () => stat(join(base, 'whole', 'model.json'), { bigint: true })
    const before = await written()
    for (const settings of [{}, request('').settings]) {
      const events = await run(request('whole', { resume: true, settings }))
      expect(events).toMatchObject([
        { type: 'model', id: 'whole', hash: record.hash, step: 8 },
        { type: 'finished', reason: 'before', steps: 8 },
      ])
    }
    expect(await written()).toEqual(before)
  })

  test('a model is in the way of a resume that would change its run, and of a run that it did not come of', async () => {
    const longer = run(request('whole', { resume: true, settings: { steps: 9 } }))
    await expect(longer).rejects.toThrow(/whole is there already/)
    const other = run(request('whole', { resume: true, settings: { from: tiny, seed: 4 } }))
    await expect(other).rejects.toThrow(/give the same ones as before/)
    await cp(join(base, 'whole.run'), join(base, 'other-model.run'), { recursive: true })
    await cp(tiny, join(base, 'other-model'), { recursive: true })
    const foreign = run(request('other-model', { resume: true, settings: {} }))
    await expect(foreign).rejects.toThrow(/other-model is there already/)
  })

  test.each(recipeNames)('the recipe %s runs', async (recipe) => {
    const settings = { ...request('').settings, recipe, steps: 2 }
    const events = await run(request(`by-${recipe}`, { settings }))
    const losses = events.filter((event) => event.type === 'step' || event.type === 'validation')
    expect(losses).toHaveLength(3)
    expect(losses.every(({ loss }) => loss > 0 && isFinite(loss))).toBe(true)
    expect(events.at(-1)).toMatchObject({ type: 'finished', steps: 2 })
  })

  test('a distillation that is resumed finds its teacher again', async () => {
    const undisturbed = await readModel(join(base, 'by-cd'))
    const settings = { ...request('').settings, recipe: 'cd' as const, steps: 2 }
    await run(request('cd-resumed', { settings }), 1)
    const events = await run(request('cd-resumed', { settings: {}, resume: true }))
    expect(events.at(-2)).toMatchObject({ type: 'model', hash: undisturbed.record.hash })
  })

  test('minutes become a number of updates once, which the run then keeps', async () => {
    const settings = { from: tiny, batch: 2, minutes: 0.1 }
    const events = await run(request('timed', { settings }), 2)
    expect(events[0]).toMatchObject({ type: 'started', steps: 6 })
    const record = await readRunRecord(join(base, 'timed.run'))
    expect(record?.recipe.steps).toBe(6)
  })
})

test('a run that goes on elsewhere is left alone, and can be gone on with once nobody is at it', async () => {
  const out = join(base, 'twice')
  const ask = { ...request('twice'), resume: true }
  const first = trainModel(ask, { clocks: clocks() })
  await first.next()
  await expect(run(ask)).rejects.toThrow(/twice\.run is going on in another process/)
  await first.return(undefined)
  // What a killed process leaves: an address at which nobody answers.
  const listening = spawn(process.execPath, [
    ...['--input-type=module', '--eval'],
    `import { claimRun } from ${JSON.stringify(resolve('src-main/training/claim-run.ts'))}
     await claimRun(${JSON.stringify(`${out}.run`)})
     console.log('held')
     setInterval(() => undefined, 1000)`,
  ])
  await once(listening.stdout, 'data')
  await expect(run(ask)).rejects.toThrow(/is going on in another process/)
  const patient = run(ask, Infinity, { patienceSeconds: 60 })
  listening.kill('SIGKILL')
  expect((await patient).at(-1)).toMatchObject({ type: 'finished', steps: 8 })
})

describe('a request that cannot be met', () => {
  test.each<[string, () => Partial<TrainRequest>, RegExp]>([
    ['an empty folder', () => ({ folder: join(base, 'empty') }), /holds no photograph/],
    ['a missing folder', () => ({ folder: join(base, 'missing') }), /cannot be read/],
    ['an output that exists', () => ({ out: tiny }), /is there already/],
    ['an output in no folder', () => ({ out: join(base, 'none/model') }), /does not exist/],
    ['a hidden name', () => ({ out: join(base, '.a') }), /'\.a', which begins with a dot; choose/],
    ['a name with a mark', () => ({ out: join(base, 'a?') }), /'a\?', which holds one of/],
    ['a device of Windows', () => ({ out: join(base, 'aux') }), /'aux', which is kept by Windows/],
    ['a resume without a run', () => ({ resume: true, settings: {} }), /holds no run to resume/],
    ['steps and minutes', () => ({ settings: { steps: 1, minutes: 1 } }), /give one of them/],
    ['a distillation of nothing', () => ({ settings: { recipe: 'cd' } }), /--from/],
    ['stages without ect', () => ({ settings: { recipe: 'edm', stages: 2 } }), /--stages/],
    ['a missing base', () => ({ settings: { from: join(base, 'missing') } }), /missing/],
  ])('%s is refused in one sentence and nothing is written', async (_, changes, message) => {
    await mkdir(join(base, 'empty'), { recursive: true })
    const before = await readdir(base)
    await expect(run(request('refused', changes()))).rejects.toThrow(message)
    expect(await readdir(base)).toEqual(before)
  })

  test('a run that is there already is neither overwritten nor resumed with other photographs', async () => {
    await expect(run(request('timed'))).rejects.toThrow(/go on with it by --resume/)
    const other = join(base, 'other')
    await writePng(join(other, '1.png'), drawPhotograph(1))
    const resumed = run(request('timed', { folder: other, resume: true, settings: {} }))
    await expect(resumed).rejects.toThrow(/no longer holds the photographs/)
  })
})
