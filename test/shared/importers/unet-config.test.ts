import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { UserError } from '../../../src-shared/contract/user-error.ts'
import { parseUNetConfig, unetConfigToJson } from '../../../src-shared/importers/unet-config.ts'
import { imagenet64, lsun256 } from './published-configs.ts'

const file = 'unet/config.json'

function fixture(path: string): Record<string, unknown> {
  const text = readFileSync(new URL(`../../fixtures/${path}`, import.meta.url), 'utf8')
  return JSON.parse(text) as Record<string, unknown>
}

function withoutUnderscores(json: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(json).filter(([key]) => !key.startsWith('_')))
}

const skipDown = (width: number) => ({
  ...{ block_out_channels: [width, 192, 192, 192], add_attention: false },
  down_block_types: ['AttnSkipDownBlock2D', ...Array<string>(3).fill('ResnetDownsampleBlock2D')],
})
const withBlocks = (down: string, up: string) => ({
  block_out_channels: [192, 192, 192, 192],
  down_block_types: down.split(' ').map((kind) => `${kind}DownBlock2D`.replace('PlainD', 'D')),
  up_block_types: up.split(' ').map((kind) => `${kind}UpBlock2D`.replace('PlainU', 'U')),
})

describe('a good recipe', () => {
  test.each([
    'training/unet/config.json',
    'tiny_bedroom256/unet/config.json',
    'tiny_imagenet64/unet/config.json',
    'prototype/config.json',
    'tiny_skip/unet/config.json',
    'tiny_skip_mixed/unet/config.json',
    'tiny_fourier/unet/config.json',
  ])('%s comes back as it was, with the newer settings at their defaults', (path) => {
    const json = fixture(path)
    const newer = {
      dropout: 0,
      mid_block_type: 'UNetMidBlock2D',
      num_train_timesteps: null,
      time_embedding_dim: null,
    }
    const written = unetConfigToJson(parseUNetConfig(json, file))
    expect(withoutUnderscores(written)).toEqual({ ...newer, ...withoutUnderscores(json) })
    expect(written['_class_name']).toBe('UNet2DModel')
  })

  test.each([imagenet64, lsun256])('of a published model is accepted', (json) => {
    const written = unetConfigToJson(parseUNetConfig(json, file))
    expect(written).toMatchObject(json)
    expect(parseUNetConfig(written, file)).toEqual(parseUNetConfig(json, file))
  })

  test("takes diffusers' defaults for all that it does not say", () => {
    expect(unetConfigToJson(parseUNetConfig({ sample_size: 32 }, file))).toEqual({
      _class_name: 'UNet2DModel',
      sample_size: 32,
      in_channels: 3,
      out_channels: 3,
      center_input_sample: false,
      time_embedding_type: 'positional',
      time_embedding_dim: null,
      freq_shift: 0,
      flip_sin_to_cos: true,
      down_block_types: ['DownBlock2D', 'AttnDownBlock2D', 'AttnDownBlock2D', 'AttnDownBlock2D'],
      mid_block_type: 'UNetMidBlock2D',
      up_block_types: ['AttnUpBlock2D', 'AttnUpBlock2D', 'AttnUpBlock2D', 'UpBlock2D'],
      block_out_channels: [224, 448, 672, 896],
      layers_per_block: 2,
      mid_block_scale_factor: 1,
      downsample_padding: 1,
      downsample_type: 'conv',
      upsample_type: 'conv',
      dropout: 0,
      act_fn: 'silu',
      attention_head_dim: 8,
      norm_num_groups: 32,
      attn_norm_num_groups: null,
      norm_eps: 1e-5,
      resnet_time_scale_shift: 'default',
      add_attention: true,
      class_embed_type: null,
      num_class_embeds: null,
      num_train_timesteps: null,
    })
  })

  test('may let Skip blocks begin late on the way up and end early on the way down', () => {
    const blocks = withBlocks('AttnSkip Skip Plain AttnSkip', 'Plain Plain AttnSkip Skip')
    expect(unetConfigToJson(parseUNetConfig({ ...imagenet64, ...blocks }, file))).toMatchObject(
      blocks,
    )
  })

  test('may hold settings that are null and notes that begin with an underscore', () => {
    const json = { ...imagenet64, future_setting: null, _name_or_path: 'a/b' }
    expect(parseUNetConfig(json, file)).toEqual(parseUNetConfig(imagenet64, file))
  })
})

const eightEverywhere = { block_out_channels: [8, 8, 8, 8], norm_num_groups: 8 }
const wrong: readonly (readonly [Record<string, unknown>, string])[] = [
  [{ _class_name: 'UNet2DConditionModel' }, '_class_name is "UNet2DConditionModel", not'],
  [{ sample_size: null }, 'sample_size is null, not a whole number'],
  [{ sample_size: [64, 64] }, 'sample_size is [64,64], not a whole number'],
  [{ sample_size: 60 }, 'sample_size is 60, not a multiple of 8'],
  [{ in_channels: 0 }, 'in_channels is 0'],
  [{ in_channels: 2.5 }, 'in_channels is 2.5'],
  [{ out_channels: '3' }, 'out_channels is "3"'],
  [{ center_input_sample: 1 }, 'center_input_sample is 1, not true or false'],
  [
    { time_embedding_type: 'learned' },
    'time_embedding_type is "learned", none of "positional", "f',
  ],
  [{ freq_shift: 96 }, 'freq_shift is not below 96'],
  [{ freq_shift: 'x' }, 'freq_shift is "x", not a number'],
  [{ flip_sin_to_cos: null }, 'flip_sin_to_cos is null'],
  [{ class_embed_type: 'timestep' }, 'class_embed_type is not null'],
  [{ num_class_embeds: -1 }, 'num_class_embeds is -1'],
  [{ down_block_types: 'DownBlock2D' }, 'down_block_types is "DownBlock2D", not a list'],
  [{ down_block_types: ['DownBlock2D', 'CrossAttnDownBlock2D'] }, 'down_block_types[1] is "Cross'],
  [{ down_block_types: ['KDownBlock2D'] }, 'down_block_types[0] is "KDownBlock2D", none of'],
  [{ down_block_types: ['DownBlock2D'] }, 'down_block_types has 1 entries'],
  [{ up_block_types: ['UpBlock2D'] }, 'up_block_types has 1 entries, block_out_channels has 4'],
  [{ up_block_types: ['AttnDownBlock2D'] }, 'up_block_types[0] is "AttnDownBlock2D", none of'],
  [
    withBlocks('Skip Plain Skip Plain', 'Plain Plain Skip Skip'),
    'down_block_types[2] is "SkipDownBlock2D" after a block of another kind, which does not halve',
  ],
  [
    withBlocks('Skip AttnSkip Plain Plain', 'Plain Skip Plain Skip'),
    'up_block_types[2] is "UpBlock2D" after a Skip block, whose picture it does not double',
  ],
  [
    { ...withBlocks('Skip Plain Plain Plain', 'Plain Plain Plain Plain'), in_channels: 12 },
    'in_channels is 12, not 3 as Skip blocks need it',
  ],
  [
    { ...withBlocks('Plain Plain Plain Plain', 'Plain Plain Skip Skip'), out_channels: 1 },
    'out_channels is 1, not 3 as Skip blocks need it',
  ],
  [
    { ...skipDown(48), norm_num_groups: 16 },
    'gives down_blocks.0.attentions.0.group_norm 48 channels, which do not divide into 32 groups',
  ],
  [
    { ...skipDown(2), norm_num_groups: 2 },
    'gives down_blocks.0.resnets.0.norm1 2 channels, which do not divide into 0 groups',
  ],
  [
    { mid_block_type: 'UNetMidBlock3D' },
    'mid_block_type is "UNetMidBlock3D", not "UNetMidBlock2D"',
  ],
  [{ block_out_channels: [] }, 'block_out_channels has 0 entries'],
  [{ block_out_channels: [192, 384, 576, 0] }, 'block_out_channels[3] is 0'],
  [
    { block_out_channels: [191, 384, 576, 768] },
    'block_out_channels[0] is 191, not an even number',
  ],
  [
    { block_out_channels: [192, 384, 576, 770] },
    'gives down_blocks.3.resnets.0.norm2 770 channels, which do not divide into 32 groups',
  ],
  [
    { ...eightEverywhere, attn_norm_num_groups: 8, attention_head_dim: 3 },
    'is 3, which does not divide the 8 channels of',
  ],
  [{ layers_per_block: 1e9 }, 'layers_per_block is 1000000000, not a whole number from 1 to 64'],
  [{ mid_block_scale_factor: 0 }, 'mid_block_scale_factor is 0'],
  [{ downsample_padding: 2 }, 'downsample_padding is 2'],
  [{ downsample_type: 'pool' }, 'downsample_type is "pool", none of "conv", "resnet"'],
  [{ upsample_type: null }, 'upsample_type is null'],
  [{ dropout: 2 }, 'dropout is 2'],
  [{ act_fn: 'gelu' }, 'act_fn is "gelu", none of "silu", "swish"'],
  [
    { norm_num_groups: 5 },
    'block_out_channels gives down_blocks.0.resnets.0.norm1 192 channels, which do not divide into 5',
  ],
  [
    { norm_num_groups: null },
    'norm_num_groups is null, but ResnetDownsampleBlock2D needs a number',
  ],
  [
    { attn_norm_num_groups: 7 },
    'gives mid_block.attentions.0.group_norm 768 channels, which do not divide into 7 groups',
  ],
  [{ attn_norm_num_groups: null }, 'attn_norm_num_groups is null although'],
  [{ norm_eps: -1 }, 'norm_eps is -1'],
  [{ resnet_time_scale_shift: 'ada_group' }, 'resnet_time_scale_shift is "ada_group"'],
  [{ add_attention: 'yes' }, 'add_attention is "yes"'],
  [{ cross_attention_dim: 768 }, 'cross_attention_dim is 768, a setting that is not known here'],
]

test.each(wrong)('%j is refused by name', (change, fault) => {
  const parse = () => parseUNetConfig({ ...imagenet64, ...change }, file)
  expect(parse).toThrow(UserError)
  expect(parse).toThrow(fault)
  expect(parse).toThrow(/^unet\/config\.json: [^;]*; use [^;]*$/)
})

test.each([null, [], 'text', 3])('%j is not a recipe', (json) => {
  expect(() => parseUNetConfig(json, file)).toThrow('unet/config.json: JSON is no object')
})

test('a recipe without a size is refused', () => {
  expect(() => parseUNetConfig({}, file)).toThrow('sample_size is missing')
})
