/** ONNX files of others: what is what is found out or asked, and the model runs as the network that it was made of. */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { probeModel } from '../../../../src-main/devices/probe-model.ts'
import { exportModel } from '../../../../src-main/models/exporting/export-model.ts'
import { askAgain, correctGraph } from '../../../../src-main/models/correct-graph.ts'
import type { ImportOptions } from '../../../../src-main/models/importing/import-job.ts'
import { importModel } from '../../../../src-main/models/importing/import-model.ts'
import {
  asNetwork,
  readRecord,
  type ModelRecord,
} from '../../../../src-main/models/model-record.ts'
import type { GraphRoles } from '../../../../src-shared/contract/models-api.ts'
import { openModel } from '../../../../src-main/models/open-model.ts'
import { readModel } from '../../../../src-main/models/read-model.ts'
import { normals } from '../../../../src-shared/tensor/random.ts'
import { largestError } from '../../../support/golden.ts'
import { rawNetwork, scalingGraph, type Ports } from '../../../support/tiny-graph.ts'
import { imagenet, temporaryFolder } from '../model-folders.ts'
import { bringIn, contentsOf, emptyLibrary } from './libraries.ts'

const prober = { measure: probeModel }
const LABELS = [3, 7, 1]

/** f of three images by the model in a folder. */
async function estimates(folder: string, sigma: number): Promise<Float32Array> {
  const model = await openModel(folder)
  try {
    const side = model.windowSize
    return (await model.denoise(normals(5, 0, [3, 3, side, side]), sigma, LABELS)).data
  } finally {
    await model.release()
  }
}

function graphOf(record: ModelRecord) {
  return record.kind === 'graph' ? record.graph : null
}

function fileOf(bytes: Uint8Array, name = 'model.onnx'): string {
  const folder = join(temporaryFolder(), 'graph')
  mkdirSync(folder)
  writeFileSync(join(folder, name), bytes)
  return join(folder, name)
}

describe('a graph gives what the network gives that it was made of', () => {
  test('as our own export of f, where nothing has to be asked', async () => {
    const out = join(temporaryFolder(), 'f')
    await exportModel({ record: await readRecord(imagenet), format: 'onnx', out })
    const phases = new Set<string>()
    const onProgress: ImportOptions['onProgress'] = ({ phase }) => phases.add(phase)
    const record = await bringIn(join(out, 'model.onnx'), emptyLibrary(), { name: 'F', onProgress })
    expect([...phases]).toEqual(['reading', 'writing', 'checking'])
    expect(record).toMatchObject({ kind: 'graph', id: 'f', classes: 10, windowSize: 32 })
    expect(record).toMatchObject({
      graph: { image: 'x', noise: 'sigma', labels: 'labels', output: 'estimate', batch: 1 },
    })
    for (const sigma of [80, 0.5]) {
      const error = largestError(
        await estimates(record.folder, sigma),
        await estimates(imagenet, sigma),
      )
      expect(error).toBeLessThan(1e-4)
    }
  })

  test("as the raw network under diffusers' names, once it is said that it is one", async () => {
    const { record, weights } = await readModel(imagenet)
    const path = fileOf(rawNetwork(record.config, weights))
    const library = emptyLibrary()
    const first = await importModel({ path, library, prober })
    expect(first).toMatchObject({
      kind: 'question',
      question: {
        unclear: ['computes'],
        likely: {
          image: 'sample',
          noise: 'timestep',
          labels: 'class_labels',
          computes: 'raw-network',
        },
      },
    })
    expect(contentsOf(library)).toEqual([])
    const roles = { computes: 'raw-network' } as const
    const brought = await bringIn(path, library, { roles })
    expect(brought).toMatchObject({ kind: 'graph', graph: { batch: 2 }, classes: 10 })
    const error = largestError(await estimates(brought.folder, 2), await estimates(imagenet, 2))
    expect(error).toBeLessThan(1e-4)
  })
})

describe('what was said of a graph of the library', () => {
  test('is asked again, and corrected where its file lies', async () => {
    const { record: network, weights } = await readModel(imagenet)
    const library = emptyLibrary()
    const path = fileOf(rawNetwork(network.config, weights))
    const wrong = await bringIn(path, library, { roles: { computes: 'clean-image' } })
    const { likely, inputs } = await askAgain(wrong)
    expect(likely).toMatchObject({ noise: 'timestep', computes: 'clean-image' })
    expect(inputs.map(({ name }) => name)).toEqual(['sample', 'timestep', 'class_labels'])
    await correctGraph(wrong, { library, prober, roles: { computes: 'raw-network' } })
    const right = await library.find(wrong.id)
    expect(right).toEqual({ ...wrong, graph: { ...graphOf(wrong), computes: 'raw-network' } })
    const error = largestError(await estimates(right.folder, 2), await estimates(imagenet, 2))
    expect(error).toBeLessThan(1e-4)
  })

  test('stays where the correction names what is not there or does not run', async () => {
    const library = emptyLibrary()
    const record = await bringIn(fileOf(scalingGraph()), library)
    const correct = (roles: Partial<GraphRoles>, measure = prober.measure) =>
      correctGraph(record, { library, prober: { measure }, roles })
    await expect(correct({ image: 'z' })).rejects.toThrow('model.onnx has no input z')
    const broken = () =>
      Promise.resolve({ kind: 'failed', reason: 'failed', detail: 'no' } as const)
    await expect(correct({ computes: 'raw-network' }, broken)).rejects.toThrow(
      'model.onnx does not run: no',
    )
    expect(await library.find(record.id)).toEqual(record)
  })

  test('is nothing for a network', async () => {
    await expect(askAgain(await readRecord(imagenet))).rejects.toThrow('is no ONNX graph')
  })
})

test('a graph is neither trained on nor exported in another format, and says so', async () => {
  const record = await bringIn(fileOf(scalingGraph()))
  expect(() => asNetwork(record, 'training')).toThrow(
    /is an ONNX graph, which only runs; training needs/,
  )
  await expect(readModel(record.folder)).rejects.toThrow('is an ONNX graph')
})

describe('what cannot be a model of pictures is refused with what it is', () => {
  test.each<[string, Ports, RegExp]>([
    [
      'the UNet of Stable Diffusion',
      { image: ['sample', [1, 4, 64, 64]], more: ['encoder_hidden_states'] },
      /is the UNet of Stable Diffusion/,
    ],
    [
      'LCM',
      { image: ['sample', [1, 4, 64, 64]], more: ['timestep_cond'] },
      /latent consistency model \(LCM\)/,
    ],
    ['a classifier', { image: ['input', [1, 1000]] }, /no input and output of RGB images/],
    [
      'whole numbers as noise levels',
      { noise: ['timestep', 'int32'] },
      /no input for a noise level/,
    ],
    ['images that are not square', { image: ['x', [1, 3, 16, 32]] }, /32 x 16 pixels; only square/],
    [
      'an input that nothing fills',
      { more: ['prompt'] },
      /has the input prompt, which nothing here can fill/,
    ],
  ])('%s', async (_, ports, sentence) => {
    const library = emptyLibrary()
    await expect(bringIn(fileOf(scalingGraph(ports)), library)).rejects.toThrow(sentence)
    expect(contentsOf(library)).toEqual([])
  })

  test('roles that name what is not there', async () => {
    const path = fileOf(scalingGraph())
    await expect(bringIn(path, emptyLibrary(), { roles: { image: 'z' } })).rejects.toThrow(
      'model.onnx has no input z; it has x [1, 3, 16, 16], sigma [1]',
    )
  })

  test('a graph that gives no numbers', async () => {
    const library = emptyLibrary()
    await expect(bringIn(fileOf(scalingGraph({ factor: NaN })), library)).rejects.toThrow(
      'gives values that are not numbers',
    )
    expect(contentsOf(library)).toEqual([])
  })
})

describe('weights in other files', () => {
  const withExternal = (location: string, length = 4) =>
    fileOf(scalingGraph({ external: { location, offset: 0, length } }))

  test('come along from the folder of the graph', async () => {
    const path = withExternal('weights.data')
    writeFileSync(join(path, '..', 'weights.data'), Buffer.from(Float32Array.of(0.25).buffer))
    const record = await bringIn(path)
    const noisy = normals(5, 0, [3, 3, 16, 16]).data
    const given = await estimates(record.folder, 1)
    expect(
      largestError(
        given,
        noisy.map((value) => 0.25 * value),
      ),
    ).toBeLessThan(1e-6)
  })

  test('come along whatever the script of their names', async () => {
    // The graphs that are made here have plain names; one of as many bytes takes the place of such.
    const path = withExternal('abc-de.data')
    const name = '写真.data'
    const bytes = readFileSync(path).toString('latin1')
    writeFileSync(
      path,
      bytes.replace('abc-de.data', Buffer.from(name).toString('latin1')),
      'latin1',
    )
    writeFileSync(join(path, '..', name), Buffer.alloc(4))
    const record = await bringIn(path)
    expect(graphOf(record)?.files).toEqual(['graph/model.onnx', `graph/${name}`])
  })

  test.each([
    ['.hidden', 'begins with a dot'],
    ['a\nb', 'cannot be seen'],
    ['what?', 'holds one of'],
    ['parts/aux.data', 'kept by Windows'],
  ])('are not taken from %j, which another system could not keep', async (location, fault) => {
    const library = emptyLibrary()
    await expect(bringIn(withExternal(location), library)).rejects.toThrow(fault)
    expect(contentsOf(library)).toEqual([])
  })

  test.each(['../secret', '/etc/passwd', 'a/../../secret', 'C:\\secret', '..\\secret', ''])(
    'are not read from %j',
    async (location) => {
      const library = emptyLibrary()
      await expect(bringIn(withExternal(location), library)).rejects.toThrow(
        'outside of its folder',
      )
      expect(contentsOf(library)).toEqual([])
    },
  )

  test('are not read through a link that leads out of the folder', async () => {
    const path = withExternal('weights.data')
    writeFileSync(join(path, '..', '..', 'secret'), Buffer.alloc(4))
    symlinkSync(join('..', 'secret'), join(path, '..', 'weights.data'))
    await expect(bringIn(path)).rejects.toThrow(
      'weights.data is a link out of the folder of the model',
    )
  })

  test('that are in the graph itself come along with it', async () => {
    const record = await bringIn(withExternal('model.onnx'))
    expect(graphOf(record)?.files).toEqual(['graph/model.onnx'])
  })

  test('cannot be called as the graph is called in the library', async () => {
    const graph = scalingGraph({ external: { location: 'model.onnx', offset: 0, length: 4 } })
    const path = fileOf(graph, 'rooms.onnx')
    writeFileSync(join(path, '..', 'model.onnx'), Buffer.alloc(4))
    const library = emptyLibrary()
    await expect(bringIn(path, library)).rejects.toThrow(
      'rooms.onnx keeps weights in "model.onnx", which is what the graph itself is called',
    )
    expect(contentsOf(library)).toEqual([])
  })

  test('that are missing or too short are named', async () => {
    const path = withExternal('weights.data')
    await expect(bringIn(path)).rejects.toThrow('"weights.data", which is not beside it')
    writeFileSync(join(path, '..', 'weights.data'), Buffer.alloc(2))
    await expect(bringIn(path)).rejects.toThrow('weights.data is shorter than model.onnx says')
  })
})
