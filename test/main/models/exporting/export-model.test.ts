/** What is exported opens elsewhere, and comes back as it was. */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { exportModel } from '../../../../src-main/models/exporting/export-model.ts'
import { readRecord } from '../../../../src-main/models/model-record.ts'
import { openModel } from '../../../../src-main/models/open-model.ts'
import { openGraph } from '../../../../src-main/runtime/onnx-session.ts'
import { normals } from '../../../../src-shared/tensor/random.ts'
import { largestError } from '../../../support/golden.ts'
import { bedroom, imagenet, temporaryFolder, weightsFile } from '../model-folders.ts'
import { bringIn } from '../importing/libraries.ts'

const jsonIn = (...path: string[]) =>
  JSON.parse(readFileSync(join(...path), 'utf8')) as Record<string, unknown>

async function exported(
  folder: string,
  format: 'diffusers' | 'onnx',
  name: string,
): Promise<string> {
  const out = join(temporaryFolder(), name)
  await exportModel({ record: await readRecord(folder), format, out })
  return out
}

describe.each([
  ['with classes', imagenet],
  ['without', bedroom],
])('a model %s in diffusers’ layout', (_, fixture) => {
  test('has the weights byte for byte as diffusers wrote them, also after it was brought in', async () => {
    const { folder } = await bringIn(fixture)
    const out = await exported(folder, 'diffusers', 'out')
    expect(
      readFileSync(join(out, weightsFile)).equals(readFileSync(join(fixture, weightsFile))),
    ).toBe(true)
    const again = await bringIn(out)
    expect(again.hash).toBe((await readRecord(fixture)).hash)
  })

  test.each(['model_index.json', 'unet/config.json', 'scheduler/scheduler_config.json'])(
    'says in %s all that diffusers said',
    async (file) => {
      const written = jsonIn(await exported(fixture, 'diffusers', 'out'), file)
      const {
        _diffusers_version: version,
        _name_or_path: name,
        ...settings
      } = jsonIn(fixture, file)
      expect([version, name]).not.toContain(null) // diffusers' own words, which are not settings
      expect(written).toMatchObject(settings)
    },
  )

  test('has no file that diffusers does not know', async () => {
    const out = await exported(fixture, 'diffusers', 'out')
    expect(readdirSync(out).sort()).toEqual(['model_index.json', 'scheduler', 'unet'])
  })
})

describe('a model as an ONNX graph', () => {
  test.each([
    ['as one file', 1e9, ['model.onnx']],
    ['with its weights in a second file', 0, ['model.onnx', 'model.onnx.data']],
  ])('is f of x and sigma, %s', async (_, within, files) => {
    const out = join(temporaryFolder(), 'f')
    await exportModel({ record: await readRecord(bedroom), format: 'onnx', out, within })
    expect(readdirSync(out).sort()).toEqual(files)
    const { run, release, inputShapes } = await openGraph(join(out, 'model.onnx'))
    expect([...inputShapes.keys()]).toEqual(['x', 'sigma'])
    const model = await openModel(bedroom)
    for (const level of [80, 2, 0.002]) {
      const x = normals(3, 0, [1, 3, 32, 32])
      const sigma = { shape: [1], data: Float32Array.of(level) }
      const { estimate } = await run({ x, sigma })
      const { data } = await model.denoise(x, level)
      expect(largestError(estimate?.data ?? [], data)).toBeLessThan(1e-4)
    }
    await model.release()
    await release()
  })
})

test('no place that is taken is written to', async () => {
  const out = temporaryFolder()
  const record = await readRecord(bedroom)
  await expect(exportModel({ record, format: 'onnx', out })).rejects.toThrow(`${out} exists`)
  mkdirSync(join(out, 'a'))
  const below = join(out, 'b', 'c')
  await expect(exportModel({ record, format: 'onnx', out: below })).rejects.toThrow(
    'create it first',
  )
  expect(readdirSync(out)).toEqual(['a'])
})

test('a diffusion model runs and is exported by its own factors', async () => {
  const record = await readRecord(bedroom)
  if (record.kind !== 'network') throw new Error('a network is one')
  const out = join(temporaryFolder(), 'd')
  const teacher = { ...record, teacher: { noiseScale: 0.001 } }
  await exportModel({ record: teacher, format: 'onnx', out })
  const { run, release } = await openGraph(join(out, 'model.onnx'))
  const x = normals(3, 0, [1, 3, 32, 32])
  const sigma = { shape: [1], data: Float32Array.of(0.7) }
  const { estimate } = await run({ x, sigma })
  await release()
  const brought = await bringIn(bedroom)
  const own = jsonIn(brought.folder, 'model.json')
  writeFileSync(
    join(brought.folder, 'model.json'),
    JSON.stringify({ ...own, teacher: { noise_scale: 0.001 } }),
  )
  const model = await openModel(brought.folder)
  const { data } = await model.denoise(x, 0.7)
  await model.release()
  expect(largestError(estimate?.data ?? [], data)).toBeLessThan(1e-4)
})
