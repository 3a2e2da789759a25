/**
 * diffusers' UNet2DModel as a graph: down levels, a middle, up levels with skip connections.
 * Reads the recipe and the parameters it is given; makes no weights and knows no noise levels.
 */
import { type Value } from '../graph.ts'
import {
  attention,
  convolution,
  downsampleConvolution,
  groupNorm,
  linear,
  report,
  resnetBlock,
  timestepEmbedding,
  upsampleConvolution,
  type LayerContext,
} from './layers.ts'
import { attentionHeadWidth, midAttentionGroups, type UNetConfig } from './unet-config.ts'

export interface UNetInputs {
  /** [B, inChannels, sampleSize, sampleSize]. */
  readonly sample: Value
  /** [B]. */
  readonly timestep: Value
  /** [B], only for networks with classes. */
  readonly labels?: Value | undefined
}

interface Blocks extends LayerContext {
  readonly config: UNetConfig
  readonly temb: Value
}

/** F(sample, timestep): [B, outChannels, sampleSize, sampleSize]. */
export function unet(context: LayerContext, config: UNetConfig, inputs: UNetInputs): Value {
  const { g } = context
  const embedding = timeEmbedding(context, config, inputs)
  const blocks: Blocks = { ...context, config, temb: g.silu(embedding) }
  const sample = config.centerInputSample
    ? g.sub(g.mul(inputs.sample, g.scalar(2)), g.scalar(1))
    : inputs.sample

  let h = convolution(context, 'conv_in', sample)
  const skips = [h]
  config.downBlockTypes.forEach((_, level) => {
    h = g.scope(`down_blocks.${level}`, () => downBlock(blocks, level, h, skips))
  })
  h = g.scope('mid_block', () => midBlock(blocks, h))
  config.upBlockTypes.forEach((_, level) => {
    h = g.scope(`up_blocks.${level}`, () => upBlock(blocks, level, h, skips))
  })
  const norm = { path: 'conv_norm_out', groups: config.normNumGroups, epsilon: config.normEps }
  return report(
    blocks,
    'output',
    convolution(context, 'conv_out', g.silu(groupNorm(context, h, norm))),
  )
}

function timeEmbedding(context: LayerContext, config: UNetConfig, inputs: UNetInputs): Value {
  const { g } = context
  const sinusoids = timestepEmbedding(g, inputs.timestep, {
    channels: config.blockOutChannels[0],
    flipSinToCos: config.flipSinToCos,
    freqShift: config.freqShift,
  })
  report(context, 'time_proj', sinusoids)
  const hidden = g.silu(linear(context, 'time_embedding.linear_1', sinusoids))
  const time = report(context, 'time_embedding', linear(context, 'time_embedding.linear_2', hidden))
  if (!inputs.labels) return time
  const table = context.parameters('class_embedding.weight')
  return g.add(time, report(context, 'class_embedding', g.gather(table, inputs.labels)))
}

function resnet(
  blocks: Blocks,
  path: string,
  x: Value,
  options: { resample?: 'up' | 'down'; outputScale?: number } = {},
): Value {
  const { config, temb } = blocks
  const block = {
    path,
    groups: config.normNumGroups,
    epsilon: config.normEps,
    timeScaleShift: config.resnetTimeScaleShift,
    resample: options.resample,
    outputScale: options.outputScale ?? 1,
  }
  return report(blocks, path, resnetBlock(blocks, x, temb, block))
}

function attend(
  blocks: Blocks,
  path: string,
  x: Value,
  options: { groups?: number; outputScale?: number } = {},
): Value {
  const { config } = blocks
  const block = {
    path,
    headDim: attentionHeadWidth(config, x.shape[1]),
    groups: options.groups ?? config.normNumGroups,
    epsilon: config.normEps,
    outputScale: options.outputScale ?? 1,
  }
  return report(blocks, path, attention(blocks, x, block))
}

function downBlock(blocks: Blocks, level: number, x: Value, skips: Value[]): Value {
  const { config } = blocks
  const path = `down_blocks.${level}`
  const type = config.downBlockTypes[level]
  let h = x
  for (let j = 0; j < config.layersPerBlock; j++) {
    h = resnet(blocks, `${path}.resnets.${j}`, h)
    if (type === 'AttnDownBlock2D') h = attend(blocks, `${path}.attentions.${j}`, h)
    skips.push(h)
  }
  if (level < config.downBlockTypes.length - 1) {
    const sampler = `${path}.downsamplers.0`
    h = usesConvolution(type, config.downsampleType)
      ? downsampleConvolution(blocks, `${sampler}.conv`, h, config.downsamplePadding)
      : resnet(blocks, sampler, h, { resample: 'down' })
    report(blocks, sampler, h)
    skips.push(h)
  }
  return report(blocks, path, h)
}

/** Plain blocks resample by convolution, ResNet blocks by a ResNet block; attention blocks as configured. */
function usesConvolution(type: string, configured: 'conv' | 'resnet'): boolean {
  if (type.startsWith('Attn')) return configured === 'conv'
  return !type.startsWith('Resnet')
}

function midBlock(blocks: Blocks, x: Value): Value {
  const { config } = blocks
  const outputScale = config.midBlockScaleFactor
  let h = resnet(blocks, 'mid_block.resnets.0', x, { outputScale })
  if (config.addAttention) {
    const groups = midAttentionGroups(config)
    h = attend(blocks, 'mid_block.attentions.0', h, { groups, outputScale })
  }
  return report(blocks, 'mid_block', resnet(blocks, 'mid_block.resnets.1', h, { outputScale }))
}

function upBlock(blocks: Blocks, level: number, x: Value, skips: Value[]): Value {
  const { config, g } = blocks
  const path = `up_blocks.${level}`
  const type = config.upBlockTypes[level]
  let h = x
  for (let j = 0; j <= config.layersPerBlock; j++) {
    const skip = skips.pop()
    if (!skip) throw new Error(`${path} has no skip connection left`)
    h = resnet(blocks, `${path}.resnets.${j}`, g.concat([h, skip], 1))
    if (type === 'AttnUpBlock2D') h = attend(blocks, `${path}.attentions.${j}`, h)
  }
  if (level < config.upBlockTypes.length - 1) {
    const sampler = `${path}.upsamplers.0`
    h = usesConvolution(type, config.upsampleType)
      ? upsampleConvolution(blocks, `${sampler}.conv`, h)
      : resnet(blocks, sampler, h, { resample: 'up' })
    report(blocks, sampler, h)
  }
  return report(blocks, path, h)
}
