/**
 * The list of parameters that a UNet2DModel has: diffusers' names, PyTorch's shapes.
 * Follows the recipe alone; knows neither files nor graphs.
 */
import { timeEmbeddingWidth } from './unet-config.ts'
import type { Resampler, UNetConfig } from './unet-config.ts'

export interface Parameter {
  readonly name: string
  readonly shape: readonly number[]
}

/** Every parameter of the network, in the order of its forward pass. */
export function unetParameters(config: UNetConfig): Parameter[] {
  const { blockOutChannels: channels, inChannels, outChannels, numClassEmbeds } = config
  const width = timeEmbeddingWidth(config)
  const [finest] = channels
  return [
    ...layer('time_embedding.linear_1', [width, finest]),
    ...layer('time_embedding.linear_2', [width, width]),
    ...(numClassEmbeds ? [{ name: 'class_embedding.weight', shape: [numClassEmbeds, width] }] : []),
    ...layer('conv_in', [finest, inChannels, 3, 3]),
    ...channels.flatMap((_, level) => downBlock(config, level)),
    ...midBlock(config),
    ...channels.flatMap((_, level) => upBlock(config, level)),
    ...norm('conv_norm_out', finest),
    ...layer('conv_out', [outChannels, finest, 3, 3]),
  ]
}

function downBlock(config: UNetConfig, level: number): Parameter[] {
  const { blockOutChannels: channels, downBlockTypes, layersPerBlock } = config
  const type = downBlockTypes[level]
  const path = `down_blocks.${level}`
  const to = channels[level]
  const layers = range(layersPerBlock).flatMap((j) => [
    ...resnet(config, `${path}.resnets.${j}`, {
      from: j > 0 ? to : channels[Math.max(level - 1, 0)],
      to,
    }),
    ...(type === 'AttnDownBlock2D' ? attention(`${path}.attentions.${j}`, to) : []),
  ])
  if (level === channels.length - 1) return layers
  const resampler = resamplerOf(type, config.downsampleType)
  return [...layers, ...resample(config, `${path}.downsamplers.0`, { channels: to, resampler })]
}

function midBlock(config: UNetConfig): Parameter[] {
  const channels = config.blockOutChannels[config.blockOutChannels.length - 1]
  const sizes = { from: channels, to: channels }
  return [
    ...resnet(config, 'mid_block.resnets.0', sizes),
    ...(config.addAttention ? attention('mid_block.attentions.0', channels) : []),
    ...resnet(config, 'mid_block.resnets.1', sizes),
  ]
}

/** Up level 0 is the coarsest; each resnet also takes a skip, the last one that of the finer level. */
function upBlock(config: UNetConfig, level: number): Parameter[] {
  const { blockOutChannels: channels, upBlockTypes, layersPerBlock } = config
  const widthAt = (up: number) => channels[channels.length - 1 - up]
  const last = channels.length - 1
  const type = upBlockTypes[level]
  const path = `up_blocks.${level}`
  const to = widthAt(level)
  const layers = range(layersPerBlock + 1).flatMap((j) => {
    const below = j > 0 ? to : widthAt(Math.max(level - 1, 0))
    const skip = j < layersPerBlock ? to : widthAt(Math.min(level + 1, last))
    return [
      ...resnet(config, `${path}.resnets.${j}`, { from: below + skip, to }),
      ...(type === 'AttnUpBlock2D' ? attention(`${path}.attentions.${j}`, to) : []),
    ]
  })
  if (level === last) return layers
  const resampler = resamplerOf(type, config.upsampleType)
  return [...layers, ...resample(config, `${path}.upsamplers.0`, { channels: to, resampler })]
}

/** Plain blocks always resample by a convolution, Resnet... blocks by a resnet, Attn... as told. */
function resamplerOf(blockType: string, told: Resampler): Resampler {
  if (blockType.startsWith('Attn')) return told
  return blockType.startsWith('Resnet') ? 'resnet' : 'conv'
}

function resample(
  config: UNetConfig,
  path: string,
  options: { readonly channels: number; readonly resampler: Resampler },
): Parameter[] {
  const { channels, resampler } = options
  return resampler === 'conv'
    ? layer(`${path}.conv`, [channels, channels, 3, 3])
    : resnet(config, path, { from: channels, to: channels })
}

function resnet(
  config: UNetConfig,
  path: string,
  { from, to }: { readonly from: number; readonly to: number },
): Parameter[] {
  const conditions = config.resnetTimeScaleShift === 'scale_shift' ? 2 * to : to
  return [
    ...norm(`${path}.norm1`, from),
    ...layer(`${path}.conv1`, [to, from, 3, 3]),
    ...layer(`${path}.time_emb_proj`, [conditions, timeEmbeddingWidth(config)]),
    ...norm(`${path}.norm2`, to),
    ...layer(`${path}.conv2`, [to, to, 3, 3]),
    ...(from === to ? [] : layer(`${path}.conv_shortcut`, [to, from, 1, 1])),
  ]
}

function attention(path: string, channels: number): Parameter[] {
  const projections = ['to_q', 'to_k', 'to_v', 'to_out.0']
  return [
    ...norm(`${path}.group_norm`, channels),
    ...projections.flatMap((name) => layer(`${path}.${name}`, [channels, channels])),
  ]
}

function norm(path: string, channels: number): Parameter[] {
  return [
    { name: `${path}.weight`, shape: [channels] },
    { name: `${path}.bias`, shape: [channels] },
  ]
}

/** Weight and bias of a linear layer or a convolution; outputs are the first axis. */
function layer(path: string, shape: readonly number[]): Parameter[] {
  return [
    { name: `${path}.weight`, shape },
    { name: `${path}.bias`, shape: [shape[0]] },
  ]
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i)
}
