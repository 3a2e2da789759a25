/** Damaged files: a model that is whole, or one sentence and nothing left behind, and either within a second. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { machineProber } from '../../../../src-main/cli/machine.ts'
import { parseUNetConfig } from '../../../../src-shared/importers/unet-config.ts'
import { readZipDirectory } from '../../../../src-shared/importers/zip-directory.ts'
import { bytesSource } from '../../../../src-shared/importers/byte-source.ts'
import { unetParameters } from '../../../../src-shared/onnx/networks/unet-parameters.ts'
import { mutated, type Region } from '../../../support/mutations.ts'
import { scalingGraph } from '../../../support/tiny-graph.ts'
import { stateDict, writeTorchFile } from '../../../support/torch-file.ts'
import { bedroom, copyOf, temporaryFolder, weightsFile } from '../model-folders.ts'
import { legacy, training } from './libraries.ts'
import { outcomeOf } from './outcomes.ts'

const COUNT = 100

/** How many of the damaged files came to which end. */
async function countOutcomes(pathOf: (number: number) => string) {
  const counts = { in: 0, refused: 0, asked: 0 }
  for (let number = 0; number < COUNT; number++) counts[(await outcomeOf(pathOf(number))).kind]++
  return counts
}

/** Damages the file of a folder over and over. */
function damaging(
  folder: string,
  name: string,
  region: Partial<Region> = {},
): (n: number) => string {
  const whole = readFileSync(join(folder, name))
  return (number) => {
    writeFileSync(
      join(folder, name),
      mutated(whole, number, { from: 0, to: whole.length, ...region }),
    )
    return folder
  }
}

describe(`${COUNT} damaged files of each kind are refused in a sentence, or come in whole`, () => {
  const single = (bytes: Uint8Array, name: string) => {
    const folder = join(temporaryFolder(), 'm-64')
    mkdirSync(folder)
    writeFileSync(join(folder, name), bytes)
    writeFileSync(join(folder, 'config.json'), readFileSync(join(training, 'config.json')))
    return folder
  }
  const safetensors = () => readFileSync(join(training, 'diffusion_pytorch_model.safetensors'))
  const torch = () => readFileSync(join(legacy, 'diffusion_pytorch_model.bin'))

  test('safetensors', async () => {
    const folder = single(safetensors(), 'model.safetensors')
    const counts = await countOutcomes(damaging(folder, 'model.safetensors', { to: 15_000 }))
    expect(counts.refused).toBeGreaterThan(COUNT / 2)
  })

  test('PyTorch files, the zip', async () => {
    const bytes = torch()
    const folder = single(bytes, 'model.bin')
    const counts = await countOutcomes(
      damaging(folder, 'model.bin', { from: bytes.length - 15_000 }),
    )
    expect(counts.refused).toBeGreaterThan(COUNT / 2)
  })

  test("PyTorch files with OpenAI's names", async () => {
    const bytes = readFileSync(join(legacy, 'openai_names.pt'))
    const folder = single(bytes, 'model.pt')
    const counts = await countOutcomes(
      damaging(folder, 'model.pt', { from: bytes.length - 15_000 }),
    )
    expect(counts.refused).toBeGreaterThan(COUNT / 2)
  })

  test('PyTorch files, the pickle in them', async () => {
    const folder = single(Uint8Array.of(), 'model.bin')
    const config = parseUNetConfig(
      JSON.parse(readFileSync(join(training, 'config.json'), 'utf8')),
      'c',
    )
    const tensors = new Map(unetParameters(config).map(({ name, shape }) => [name, { shape }]))
    const pickle = stateDict(tensors)
    const counts = await countOutcomes((number) => {
      const damaged = mutated(pickle, number, { from: 0, to: pickle.length })
      writeTorchFile(join(folder, 'model.bin'), tensors, damaged)
      return folder
    })
    expect(counts.refused).toBeGreaterThan(COUNT / 2)
    expect(
      (await readZipDirectory(bytesSource(readFileSync(join(folder, 'model.bin')), 'm'))).size,
    ).toBe(tensors.size + 1)
  })

  test('ONNX', async () => {
    const bytes = scalingGraph()
    const folder = single(bytes, 'model.onnx')
    const counts = await countOutcomes(damaging(folder, 'model.onnx'))
    expect(counts.refused).toBeGreaterThan(COUNT / 2)
  })

  test.each([
    ['unet/config.json', COUNT / 2],
    ['scheduler/scheduler_config.json', COUNT / 4],
    ['model_index.json', COUNT / 4],
  ])('%s', async (name, least) => {
    const folder = copyOf(bedroom, temporaryFolder())
    const counts = await countOutcomes(damaging(folder, name))
    expect(counts.refused).toBeGreaterThan(least)
    expect(readFileSync(join(folder, weightsFile))).toEqual(
      readFileSync(join(bedroom, weightsFile)),
    )
  })
})

test('a damaged graph that is run dies in a process of its own', async () => {
  const folder = temporaryFolder()
  const bytes = Buffer.from(scalingGraph())
  bytes.write('Mxl', bytes.indexOf('Mul'))
  writeFileSync(join(folder, 'model-16.onnx'), bytes)
  const { kind } = await outcomeOf(join(folder, 'model-16.onnx'), machineProber())
  expect(kind).toBe('refused')
})
