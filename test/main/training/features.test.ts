/** A run whose loss is a distance of features: it goes on without the file that it began with. */
import { copyFile, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readModel } from '../../../src-main/models/read-model.ts'
import { shippedFeatures } from '../../../src-main/training/feature-file.ts'
import { trainModel } from '../../../src-main/training/train-command.ts'
import type { TrainSettings } from '../../../src-main/training/prepare-run.ts'
import type { TrainEvent } from '../../../src-main/training/train-event.ts'
import { drawPhotograph, temporaryFolder, writePng } from '../../support/drawn-photographs.ts'
import { scalingGraph } from '../../support/tiny-graph.ts'
import { writeTinyModel } from '../../support/tiny-model.ts'

let base = ''
let file = ''

beforeAll(async () => {
  base = await temporaryFolder()
  for (const index of [1, 2, 3])
    await writePng(join(base, 'photographs', `${index}.png`), drawPhotograph(index, 96, 80))
  await writeTinyModel(join(base, 'tiny'))
  file = join(base, 'mobilenet-v2.onnx')
  await copyFile(shippedFeatures, file)
})
afterAll(async () => rm(base, { recursive: true }))

interface Run {
  readonly name: string
  readonly settings: TrainSettings
  readonly resume?: boolean
  readonly stopAfter?: number
}

async function run({ name, settings, resume = false, stopAfter }: Run): Promise<TrainEvent[]> {
  const controller = new AbortController()
  let seconds = 0
  const context = {
    clocks: { wall: () => seconds++, cpu: () => 0 },
    signal: controller.signal,
    intervals: { log: 1, validation: 2, checkpoint: 2, samples: 4 },
  }
  const folder = join(base, 'photographs')
  const request = { folder, out: join(base, name), settings, resume, threads: 1, command: 'train' }
  const events: TrainEvent[] = []
  for await (const event of trainModel(request, context)) {
    events.push(event)
    if (event.type === 'step' && event.step === stopAfter) controller.abort()
  }
  return events
}

const settings = (): TrainSettings => ({
  from: join(base, 'tiny'),
  steps: 4,
  batch: 2,
  seed: 3,
  fields: { 'metric.kind': 'features' },
  features: file,
})

test('it trains, names its network on the card, and is resumed to the same bytes when the file is gone', async () => {
  const whole = await run({ name: 'whole', settings: settings() })
  const losses = whole.flatMap((event) => (event.type === 'step' ? [event.loss] : []))
  expect(losses).toHaveLength(4)
  expect(losses.every((loss) => loss > 0 && isFinite(loss))).toBe(true)
  const card = await readFile(join(base, 'whole', 'MODEL_CARD.md'), 'utf8')
  expect(card).toMatch(/distance of features by `mobilenet-v2.onnx` \(SHA-256 [0-9a-f]{64}\)/)
  const first = await run({ name: 'resumed', settings: settings(), stopAfter: 2 })
  expect(first.at(-1)).toMatchObject({ type: 'stopped', step: 2 })
  await rm(file)
  await run({ name: 'resumed', settings: {}, resume: true })
  const { record } = await readModel(join(base, 'whole'))
  expect((await readModel(join(base, 'resumed'))).record.hash).toBe(record.hash)
  await run({ name: 'plain', settings: { ...settings(), fields: {} } })
  expect((await readModel(join(base, 'plain'))).record.hash).not.toBe(record.hash)
})

test('a file that is no network of features is refused before anything is written', async () => {
  await writeFile(file, 'no network')
  const refused = run({ name: 'refused', settings: settings() })
  await expect(refused).rejects.toThrow(/mobilenet-v2\.onnx is damaged or not an ONNX file/)
  await expect(readFile(join(base, 'refused.run', 'run.json'))).rejects.toThrow('ENOENT')
  await writeFile(file, scalingGraph())
  const other = run({ name: 'refused', settings: settings() })
  await expect(other).rejects.toThrow(/mobilenet-v2\.onnx takes two pictures but does not give one/)
  await expect(readdir(join(base, 'refused.run'))).rejects.toThrow('ENOENT')
})
