import { createHash } from 'node:crypto'
import { readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { UserError } from '../../../src-shared/contract/user-error.ts'
import { tensor } from '../../../src-shared/tensor/tensor.ts'
import { readModel } from '../../../src-main/models/read-model.ts'
import {
  bedroom,
  changeJson,
  changeWeights,
  copyOf,
  imagenet,
  temporaryFolder,
  weightsFile,
  weightsOf,
} from './model-folders.ts'

async function expectRefusal(folder: string, ...sentences: string[]): Promise<void> {
  const error: unknown = await readModel(folder).then(
    () => 'the model was read',
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(UserError)
  for (const sentence of sentences) expect(String(error)).toContain(sentence)
}

test.each([
  [bedroom, 214, null],
  [imagenet, 351, 10],
])("diffusers' own folder %s is read in full", async (folder, count, classes) => {
  const { record, weights } = await readModel(folder)
  const bytes = readFileSync(join(folder, weightsFile))
  expect(record).toMatchObject({
    id: basename(folder),
    name: basename(folder),
    folder,
    licence: 'unknown',
    hash: createHash('sha256').update(bytes).digest('hex'),
    patchFolding: 1,
    windowSize: 32,
    classes,
    scheduler: { sigmaMin: 0.002, sigmaMax: 80, sigmaData: 0.5, rho: 7, numTrainTimesteps: 40 },
  })
  expect(weights.size).toBe(count)
  expect(weights.get('conv_in.weight')?.shape).toEqual([16, 3, 3, 3])
})

test('the own record names the model and its folding', async () => {
  const folder = copyOf(bedroom, temporaryFolder())
  changeJson(join(folder, 'unet/config.json'), { in_channels: 12, out_channels: 12 })
  changeWeights(folder, (weights) => {
    weights.set('conv_in.weight', tensor([16, 12, 3, 3], new Float32Array(16 * 12 * 9)))
    weights.set('conv_out.weight', tensor([12, 16, 3, 3], new Float32Array(16 * 12 * 9)))
    weights.set('conv_out.bias', tensor([12], new Float32Array(12)))
  })
  expect((await readModel(folder)).record).toMatchObject({ patchFolding: 2, windowSize: 64 })
  const hash = createHash('sha256')
    .update(readFileSync(join(folder, weightsFile)))
    .digest('hex')
  const own = { id: 'small', name: 'Small', licence: 'CC0-1.0', hash, training: { steps: 3 } }
  writeFileSync(join(folder, 'model.json'), JSON.stringify({ ...own, patch_folding: 2 }))
  expect((await readModel(folder)).record).toMatchObject({ ...own, patchFolding: 2 })
})

describe('a folder at fault is refused by the name of the file', () => {
  test.each([
    'model_index.json',
    'unet/config.json',
    'scheduler/scheduler_config.json',
    weightsFile,
  ])('%s is missing', async (name) => {
    const folder = copyOf(bedroom, temporaryFolder())
    rmSync(join(folder, name))
    await expectRefusal(folder, `${join(folder, name)} is missing; a model folder has`)
  })

  test.each(['model_index.json', 'unet/config.json', 'scheduler/scheduler_config.json'])(
    '%s is not JSON',
    async (name) => {
      const folder = copyOf(bedroom, temporaryFolder())
      truncateSync(join(folder, name), 20)
      await expectRefusal(folder, `${join(folder, name)} is not JSON`)
    },
  )

  test('a folder that does not exist', async () => {
    await expectRefusal('/nowhere', '/nowhere/model_index.json is missing')
  })

  test('a network that is not known', async () => {
    const folder = copyOf(bedroom, temporaryFolder())
    changeJson(join(folder, 'unet/config.json'), { act_fn: 'gelu' })
    await expectRefusal(folder, join(folder, 'unet/config.json'), 'act_fn is "gelu"')
  })

  test('a network that takes the logarithm of the noise condition', async () => {
    const folder = copyOf(bedroom, temporaryFolder())
    changeJson(join(folder, 'unet/config.json'), { time_embedding_type: 'fourier' })
    const path = join(folder, 'unet/config.json')
    await expectRefusal(folder, `${path}: time_embedding_type is "fourier"`, '; use a network')
  })

  test('a network of something else than RGB images', async () => {
    const folder = copyOf(bedroom, temporaryFolder())
    changeJson(join(folder, 'unet/config.json'), { in_channels: 4 })
    await expectRefusal(folder, 'in_channels 4 and out_channels 3 should both be 3')
  })

  test('weights that are pickled', async () => {
    const folder = copyOf(bedroom, temporaryFolder())
    const path = join(folder, weightsFile)
    renameSync(path, path.replace('safetensors', 'bin'))
    await expectRefusal(folder, 'diffusion_pytorch_model.bin is a pickled file', 'models import')
  })

  test('weights that are not those of the own record', async () => {
    const folder = copyOf(bedroom, temporaryFolder())
    const own = { id: 'a', name: 'A', licence: 'MIT', patch_folding: 1, hash: '0'.repeat(64) }
    writeFileSync(join(folder, 'model.json'), JSON.stringify(own))
    await expectRefusal(folder, `${weightsFile} is not the file that model.json describes`)
    writeFileSync(join(folder, 'model.json'), JSON.stringify({ ...own, hash: 'x' }))
    await expectRefusal(folder, 'model.json: hash is not a SHA-256')
    writeFileSync(join(folder, 'model.json'), JSON.stringify({ ...own, patch_folding: 3 }))
    await expectRefusal(folder, 'model.json: patch_folding is 3')
  })
})

describe('weights that do not fit are refused by the name of the tensor', () => {
  const name = 'down_blocks.0.resnets.0.conv1.weight'

  test('a missing tensor', async () => {
    const folder = copyOf(bedroom, temporaryFolder())
    changeWeights(folder, (weights) => weights.delete(name))
    await expectRefusal(folder, `${join(folder, weightsFile)}: tensor ${name} is missing`)
  })

  test('a surplus tensor', async () => {
    const folder = copyOf(bedroom, temporaryFolder())
    changeWeights(folder, (weights) => weights.set('extra', tensor([1], new Float32Array(1))))
    await expectRefusal(folder, `${join(folder, weightsFile)}: tensor extra has no place`)
  })

  test('a tensor of another shape', async () => {
    const folder = copyOf(bedroom, temporaryFolder())
    changeWeights(folder, (weights) => {
      weights.set(name, tensor([16, 144], new Float32Array(16 * 144)))
    })
    await expectRefusal(folder, `tensor ${name} has the shape [16, 144], not [16, 16, 3, 3]`)
  })

  test('a tensor of integers', async () => {
    const folder = copyOf(bedroom, temporaryFolder())
    const bytes = readFileSync(join(folder, weightsFile))
    const length = Number(bytes.readBigUInt64LE())
    const header = bytes.toString('utf8', 8, 8 + length)
    const at = header.indexOf('"F32"', header.indexOf(`"${name}"`))
    bytes.write('"I32"', 8 + at)
    writeFileSync(join(folder, weightsFile), bytes)
    await expectRefusal(folder, `tensor ${name} holds I32, not F32, F16 or BF16`)
  })

  test.each([NaN, Infinity])('a tensor that holds %f', async (value) => {
    const folder = copyOf(bedroom, temporaryFolder())
    changeWeights(folder, (weights) => (weights.get(name)!.data[7] = value))
    await expectRefusal(folder, `tensor ${name} holds values that are not finite`)
  })

  test('the faulty conversions of 2023, with their own words', async () => {
    const folder = copyOf(imagenet, temporaryFolder())
    changeWeights(folder, (weights) => {
      weights.delete('mid_block.attentions.0.group_norm.weight')
      weights.delete('mid_block.attentions.0.group_norm.bias')
    })
    await expectRefusal(folder, 'lost in a faulty conversion', "use the model's later revision")
    changeJson(join(folder, 'unet/config.json'), { attn_norm_num_groups: null })
    await expectRefusal(folder, 'faulty ImageNet-64 conversions', "use the model's later revision")
  })

  test('a weights file cut short', async () => {
    const folder = copyOf(bedroom, temporaryFolder())
    truncateSync(join(folder, weightsFile), 500_000)
    await expectRefusal(folder, join(folder, weightsFile), 'ends beyond the end of the file')
  })
})

test('the weights are those of the file, in the order of the network', async () => {
  const { weights } = await readModel(bedroom)
  const stored = weightsOf(bedroom)
  expect([...weights.keys()].slice(0, 3)).toEqual([
    'time_embedding.linear_1.weight',
    'time_embedding.linear_1.bias',
    'time_embedding.linear_2.weight',
  ])
  for (const [name, weight] of weights) expect(weight).toEqual(stored.get(name))
})
