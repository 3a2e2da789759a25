/**
 * What the schemas let in and what they do not, and that they are no narrower than the interfaces.
 */
import { describe, expect, test } from 'vitest'
import type { AppApi } from '../../../src-shared/contract/app-api.ts'
import type { BatchJob } from '../../../src-shared/contract/batch-api.ts'
import type { EditJob, Recipe } from '../../../src-shared/contract/edits-api.ts'
import type { RequestOf } from '../../../src-shared/contract/rpc.ts'
import { APP_SCHEMAS } from '../../../src-shared/contract/schemas.ts'

type App = typeof APP_SCHEMAS
type OutputOf<Entry> = Entry extends { _zod: { output: infer Output } } ? Output : never

/** The methods whose interface allows a request that the schema's type does not. */
type Narrower = {
  [Service in keyof App & keyof AppApi]: {
    [Name in keyof App[Service] & keyof AppApi[Service]]: App[Service][Name] extends 'event'
      ? never
      : RequestOf<AppApi[Service][Name]> extends OutputOf<App[Service][Name]>
        ? never
        : Name
  }[keyof App[Service] & keyof AppApi[Service]]
}[keyof App & keyof AppApi]

const region = { x: 0, y: 0, width: 2, height: 1 }
const mask = { region, coverage: new Uint8Array(2) }
const stroke = { region, rgba: new Uint8Array(8) }
const hash = 'ab'.repeat(32)

const job: EditJob = {
  job: 'j',
  picture: 'p',
  task: { kind: 'remove', mask },
  model: 'm',
  seed: 1,
  device: 'webgpu',
}
const tasks: EditJob['task'][] = [
  { kind: 'remove', mask, opaque: true },
  { kind: 'colorize' },
  { kind: 'colorize', hints: [stroke] },
  { kind: 'enlarge', scale: 8 },
  { kind: 'restore', grey: true, mask, scale: 3 },
  { kind: 'denoise', sigma: 12.5 },
  { kind: 'paint', strokes: [stroke], strength: 0.5 },
  { kind: 'blend', other: 'q', frames: 5 },
  { kind: 'generate', count: 4 },
]
const recipe: Recipe = {
  version: 1,
  source: hash,
  task: { kind: 'denoise' },
  model: { id: 'm', hash },
  steps: 2,
  sigmas: [0.5, 0.1],
  seed: 3,
  device: 'cpu',
  result: hash,
}
const batch: BatchJob = {
  job: 'j',
  input: 'i',
  output: 'o',
  task: { kind: 'colorize' },
  model: 'm',
  device: 'auto',
  seed: 0,
  format: 'avif',
  quality: 90,
  skipDone: true,
}

describe('the schemas of the contract', () => {
  test('are no narrower than the interfaces', () => {
    const narrower: Narrower[] = []
    expect(narrower satisfies never[]).toEqual([])
  })

  test.each(tasks)('let the task $kind in', (task) => {
    expect(APP_SCHEMAS.edits.run.parse({ ...job, task })).toEqual({ ...job, task })
  })

  test('let in what the page asks for', () => {
    const { pictures, edits, batch: batches, host, models } = APP_SCHEMAS
    const open = { kind: 'bytes', name: 'a.png', bytes: new Uint8Array(3) }
    expect(pictures.open.parse(open)).toEqual(open)
    expect(pictures.open.parse({ kind: 'grant', grant: 'g' })).toEqual({
      kind: 'grant',
      grant: 'g',
    })
    expect(edits.replay.parse({ recipe, picture: 'p', job: 'j' }).recipe).toEqual(recipe)
    expect(batches.run.parse(batch)).toEqual(batch)
    expect(host.changeSettings.parse({ theme: 'dark', size: 3, on: null })).toHaveProperty(
      'size',
      3,
    )
    expect(models.list.parse(undefined)).toBeUndefined()
  })

  test.each<[string, { safeParse: (value: unknown) => { success: boolean } }, unknown]>([
    ['a path for a picture', APP_SCHEMAS.pictures.open, { kind: 'path', path: '/etc/passwd' }],
    ['a mask with too few samples', APP_SCHEMAS.edits.run, withMask(new Uint8Array(1))],
    ['a mask of plain numbers', APP_SCHEMAS.edits.run, withMask([0, 0])],
    ['a region beside the picture', APP_SCHEMAS.pictures.transform, crop({ ...region, x: -1 })],
    ['an empty region', APP_SCHEMAS.pictures.transform, crop({ ...region, width: 0 })],
    ['half a pixel', APP_SCHEMAS.pictures.colourAt, { id: 'p', x: 0.5, y: 0 }],
    ['no number', APP_SCHEMAS.pictures.colourAt, { id: 'p', x: NaN, y: 0 }],
    ['nine steps', APP_SCHEMAS.edits.run, { ...job, steps: 9 }],
    [
      'a fivefold enlargement',
      APP_SCHEMAS.edits.run,
      { ...job, task: { kind: 'enlarge', scale: 5 } },
    ],
    ['a tool that does not exist', APP_SCHEMAS.edits.run, { ...job, task: { kind: 'age' } }],
    ['a mask in a batch', APP_SCHEMAS.batch.run, { ...batch, task: { kind: 'remove', mask } }],
    ['an unbounded name', APP_SCHEMAS.pictures.info, 'p'.repeat(10_000)],
    ['a setting that is an object', APP_SCHEMAS.host.changeSettings, { theme: {} }],
    ['a share beyond the whole', APP_SCHEMAS.host.showProgress, 1.1],
    ['a device of another kind', APP_SCHEMAS.devices.test, { model: 'm', device: 'tpu' }],
    ['automatic as a device to test', APP_SCHEMAS.devices.test, { model: 'm', device: 'auto' }],
    ['something for nothing', APP_SCHEMAS.models.list, 'all'],
  ])('do not let %s in', (_, schema, request) => {
    expect(schema.safeParse(request).success).toBe(false)
  })
})

function withMask(coverage: unknown) {
  return { ...job, task: { kind: 'remove', mask: { region, coverage } } }
}

function crop(area: unknown) {
  return { id: 'p', transform: { kind: 'crop', region: area } }
}
