/** Models in the formats of their makers become models of the library, value for value. */
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readModel } from '../../../../src-main/models/read-model.ts'
import { parseUNetConfig } from '../../../../src-shared/importers/unet-config.ts'
import { ARCHITECTURES } from '../../../../src-shared/importers/published-models.ts'
import { unetParameters } from '../../../../src-shared/onnx/networks/unet-parameters.ts'
import {
  float32,
  readSafetensors,
  writeSafetensors,
} from '../../../../src-shared/importers/safetensors.ts'
import type { Tensor } from '../../../../src-shared/tensor/tensor.ts'
import { imagenet64, lsun256 } from '../../../shared/importers/published-configs.ts'
import { writeTorchFile } from '../../../support/torch-file.ts'
import {
  bedroom,
  copyOf,
  fixtures,
  imagenet,
  temporaryFolder,
  weightsFile,
  weightsOf,
} from '../model-folders.ts'
import { bringIn, contentsOf, emptyLibrary, legacyFolder, training } from './libraries.ts'

/** What stands for every value of each tensor, by name: a hash, which is quick to compare. */
function valuesIn(weights: ReadonlyMap<string, Tensor>): Record<string, string> {
  return Object.fromEntries(
    [...weights].map(([name, { shape, data }]) => [
      name,
      `${shape.join('x')} ${createHash('sha256').update(data).digest('hex')}`,
    ]),
  )
}

async function valuesOf(folder: string): Promise<Record<string, string>> {
  return valuesIn((await readModel(folder)).weights)
}

const trainingWeights = () => {
  const bytes = readFileSync(join(training, 'diffusion_pytorch_model.safetensors'))
  const { tensors } = readSafetensors(bytes)
  return new Map(
    [...tensors].map(([name, entry]) => [name, { shape: entry.shape, data: float32(entry) }]),
  )
}

describe('the same network comes in with the same values', () => {
  test('from the folder of a pipeline', async () => {
    const library = emptyLibrary()
    const record = await bringIn(
      copyOf(imagenet, join(temporaryFolder(), 'Tiny ImageNet')),
      library,
    )
    expect(record).toMatchObject({
      ...{ id: 'tiny-imagenet', name: 'Tiny ImageNet', classes: 10, windowSize: 32 },
      ...{ origin: 'imported', source: 'Tiny ImageNet', teacher: null },
    })
    expect(await valuesOf(record.folder)).toEqual(valuesIn(weightsOf(imagenet)))
    expect(contentsOf(library)).toEqual(['tiny-imagenet'])
  })

  test('from the folder of a pipeline with the blocks of NCSN++', async () => {
    const folder = join(fixtures, 'tiny_skip')
    const record = await bringIn(copyOf(folder, temporaryFolder()))
    expect(await valuesOf(record.folder)).toEqual(valuesIn(weightsOf(folder)))
  })

  test('from a single safetensors file with its config.json beside', async () => {
    const record = await bringIn(join(bedroom, weightsFile))
    expect(record.name).toBe('tiny_bedroom256')
    expect(record.source).toBe('diffusion_pytorch_model.safetensors')
    expect(await valuesOf(record.folder)).toEqual(valuesIn(weightsOf(bedroom)))
  })

  test.each([
    ["a .bin with diffusers' names", 'diffusion_pytorch_model.bin'],
    ["a .pt with OpenAI's names", 'openai_names.pt'],
  ])('from %s', async (_, file) => {
    const record = await bringIn(legacyFolder(file))
    expect(await valuesOf(record.folder)).toEqual(valuesIn(trainingWeights()))
  })

  test('from a file with the old names of attention', async () => {
    const folder = copyOf(imagenet, temporaryFolder())
    const old = new Map(
      [...weightsOf(imagenet)].map(([name, tensor]) => [
        name
          .replace('.to_q.', '.query.')
          .replace('.to_k.', '.key.')
          .replace('.to_v.', '.value.')
          .replace('.to_out.0.', '.proj_attn.'),
        tensor,
      ]),
    )
    writeFileSync(join(folder, weightsFile), writeSafetensors(old, { dtype: 'F32' }))
    const record = await bringIn(folder)
    expect(await valuesOf(record.folder)).toEqual(valuesIn(weightsOf(imagenet)))
  })

  test('from a checkpoint of a training program, whose averaged weights count', async () => {
    const folder = copyOf(bedroom, temporaryFolder())
    const wrapped = new Map(
      [...weightsOf(bedroom)].map(([name, tensor]) => [`module.${name}`, tensor]),
    )
    writeFileSync(join(folder, weightsFile), writeSafetensors(wrapped, { dtype: 'F32' }))
    const record = await bringIn(folder)
    expect(await valuesOf(record.folder)).toEqual(valuesIn(weightsOf(bedroom)))
  })

  test('in the precision that it had', async () => {
    const folder = copyOf(imagenet, temporaryFolder())
    const bytes = writeSafetensors(weightsOf(imagenet), { dtype: 'F16' })
    writeFileSync(join(folder, weightsFile), bytes)
    const record = await bringIn(folder)
    const kept = readSafetensors(readFileSync(join(record.folder, weightsFile)))
    expect(new Set([...kept.tensors.values()].map(({ dtype }) => dtype))).toEqual(new Set(['F16']))
    expect(await valuesOf(record.folder)).toEqual(await valuesOf(folder))
  })
})

describe('names of published models', () => {
  const shapes = (json: object) =>
    new Map(unetParameters(parseUNetConfig(json, 'c')).map(({ name, shape }) => [name, { shape }]))

  test('are enough to know the network', () => {
    expect(ARCHITECTURES.imagenet64).toEqual(parseUNetConfig(imagenet64, 'c'))
    expect(ARCHITECTURES.lsun256).toEqual(parseUNetConfig(lsun256, 'c'))
  })

  test('tell the number of grid points where no scheduler lies beside', async () => {
    const file = legacyFolder('openai_names.pt', 'ct_imagenet64.pt')
    const record = await bringIn(join(file, 'ct_imagenet64.pt'))
    expect(record.scheduler.numTrainTimesteps).toBe(201)
  })

  test('a faulty conversion for ImageNet is refused with what to take instead', async () => {
    const folder = temporaryFolder()
    const faulty = shapes(imagenet64)
    faulty.delete('mid_block.attentions.0.group_norm.weight')
    faulty.delete('mid_block.attentions.0.group_norm.bias')
    writeTorchFile(join(folder, 'cd_imagenet64_l2', 'diffusion_pytorch_model.bin'), faulty)
    const library = emptyLibrary()
    await expect(bringIn(join(folder, 'cd_imagenet64_l2'), library)).rejects.toThrow(
      /group_norm\.weight was lost in the faulty conversion of July 2023.* take the \.safetensors file/,
    )
    writeFileSync(
      join(folder, 'cd_imagenet64_l2', 'config.json'),
      JSON.stringify({ ...imagenet64, attn_norm_num_groups: null }),
    )
    await expect(bringIn(join(folder, 'cd_imagenet64_l2'), library)).rejects.toThrow(
      /attn_norm_num_groups is null .* later revision/,
    )
    expect(contentsOf(library)).toEqual([])
  })
})

describe('what a model says of itself', () => {
  test('its licence and card come along', async () => {
    const folder = copyOf(imagenet, temporaryFolder())
    writeFileSync(join(folder, 'README.md'), '---\nlicense: apache-2.0\n---\n# Card')
    const record = await bringIn(folder)
    expect(record.licence).toBe('Apache-2.0')
    expect(readFileSync(join(record.folder, 'MODEL_CARD.md'), 'utf8')).toContain('# Card')
  })

  test('two of the same name get ids of their own', async () => {
    const library = emptyLibrary()
    for (let i = 0; i < 2; i++) await bringIn(imagenet, library, { name: 'Käse & Brot' })
    expect(contentsOf(library)).toEqual(['käse-brot', 'käse-brot-2'])
  })
})

describe('folders', () => {
  test('of the cache of the model hub, which are links into it, are read', async () => {
    const root = join(temporaryFolder(), 'models--somebody--Tiny Pictures')
    const snapshot = join(root, 'snapshots', '0123456789abcdef0123456789abcdef01234567')
    copyOf(imagenet, snapshot)
    mkdirSync(join(root, 'blobs'))
    renameSync(join(snapshot, weightsFile), join(root, 'blobs', 'f00'))
    symlinkSync(join('..', '..', '..', 'blobs', 'f00'), join(snapshot, weightsFile))
    expect(await bringIn(snapshot)).toMatchObject({ classes: 10, name: 'Tiny Pictures' })
  })

  test('with a link that leads elsewhere are refused', async () => {
    const elsewhere = temporaryFolder()
    cpSync(join(imagenet, weightsFile), join(elsewhere, 'secret'))
    const folder = copyOf(imagenet, join(temporaryFolder(), 'm'))
    renameSync(join(folder, weightsFile), join(folder, 'unet', 'kept'))
    symlinkSync(join(elsewhere, 'secret'), join(folder, weightsFile))
    const library = emptyLibrary()
    await expect(bringIn(folder, library)).rejects.toThrow(
      'is a link out of the folder of the model',
    )
    expect(contentsOf(library)).toEqual([])
  })
})

test('a network that takes the logarithm of the noise condition is refused', async () => {
  const library = emptyLibrary()
  const file = join(fixtures, 'tiny_fourier', weightsFile)
  await expect(bringIn(file, library)).rejects.toThrow('time_embedding_type is "fourier"')
  expect(contentsOf(library)).toEqual([])
})

test('progress grows to the whole, and a cancel leaves nothing', async () => {
  const library = emptyLibrary()
  const fractions: number[] = []
  const onProgress = ({ fraction }: { fraction: number }) => void fractions.push(fraction)
  await bringIn(imagenet, library, { onProgress })
  expect(fractions).toEqual([...fractions].sort((a, b) => a - b))
  expect(fractions.at(-1)).toBe(1)

  const cancel = new AbortController()
  const other = emptyLibrary()
  const cancelling = bringIn(imagenet, other, {
    signal: cancel.signal,
    onProgress: ({ phase }) => phase === 'writing' && cancel.abort(),
  })
  await expect(cancelling).rejects.toThrow(/abort/i)
  expect(contentsOf(other)).toEqual([])
})
