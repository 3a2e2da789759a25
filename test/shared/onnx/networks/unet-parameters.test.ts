import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readSafetensors } from '../../../../src-shared/importers/safetensors.ts'
import { parseUNetConfig } from '../../../../src-shared/importers/unet-config.ts'
import { unetParameters } from '../../../../src-shared/onnx/networks/unet-parameters.ts'
import { sizeOf } from '../../../../src-shared/tensor/tensor.ts'
import { imagenet64, lsun256 } from '../../importers/published-configs.ts'

const fixtures = new URL('../../../fixtures/', import.meta.url)

function json(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(path, fixtures), 'utf8')) as Record<string, unknown>
}

function shapesFor(config: Record<string, unknown>): Record<string, readonly number[]> {
  const parameters = unetParameters(parseUNetConfig(config, 'config.json'))
  return Object.fromEntries(parameters.map(({ name, shape }) => [name, shape]))
}

test.each([
  'training',
  'tiny_bedroom256',
  'tiny_imagenet64',
  'tiny_skip',
  'tiny_skip_mixed',
  'tiny_fourier',
])('%s has exactly the tensors that its reference wrote for it', (folder) => {
  const weights = new URL(`${folder}/unet/diffusion_pytorch_model.safetensors`, fixtures)
  const { tensors } = readSafetensors(readFileSync(weights))
  const stored = Object.fromEntries([...tensors].map(([name, { shape }]) => [name, shape]))
  expect(shapesFor(json(`${folder}/unet/config.json`))).toEqual(stored)
})

test('a network of plain blocks without attention has the tensors that diffusers loads', () => {
  expect(shapesFor(json('prototype/config.json'))).toEqual(json('prototype/shapes.json'))
})

test.each([
  ['ImageNet-64', imagenet64, 629, 295_899_267],
  ['LSUN-256', lsun256, 630, 526_304_771],
])(
  'the published %s models have as many tensors and parameters as listed',
  (_, config, n, total) => {
    const shapes = Object.values(shapesFor(config))
    expect(shapes).toHaveLength(n)
    expect(shapes.reduce((sum, shape) => sum + sizeOf(shape), 0)).toBe(total)
  },
)

test('no parameter is listed twice', () => {
  const names = unetParameters(parseUNetConfig(imagenet64, 'config.json')).map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
})

test('attention blocks resample as the recipe says, the others as their names say', () => {
  const blocks = {
    ...lsun256,
    block_out_channels: [64, 64, 64, 64],
    down_block_types: ['DownBlock2D', 'ResnetDownsampleBlock2D', 'AttnDownBlock2D', 'DownBlock2D'],
    up_block_types: ['UpBlock2D', 'ResnetUpsampleBlock2D', 'AttnUpBlock2D', 'UpBlock2D'],
  }
  const convolutions = (resampler: string) =>
    Object.keys(shapesFor({ ...blocks, downsample_type: resampler, upsample_type: resampler }))
      .filter((name) => name.endsWith('samplers.0.conv.weight'))
      .map((name) => name.replace('.0.conv.weight', ''))
  expect(convolutions('resnet')).toEqual(['down_blocks.0.downsamplers', 'up_blocks.0.upsamplers'])
  expect(convolutions('conv')).toEqual([
    'down_blocks.0.downsamplers',
    'down_blocks.2.downsamplers',
    'up_blocks.0.upsamplers',
    'up_blocks.2.upsamplers',
  ])
})
