/**
 * The list of parameters that a UNet2DModel has: diffusers' names, PyTorch's shapes.
 * Follows the recipe alone; knows neither files nor graphs.
 */
import type { AttentionPart, BlockPart, PicturePart, ResnetPart } from './parts.ts'
import { downBlocks, midBlocks, upBlocks } from './unet-blocks.ts'
import { timeEmbeddingWidth } from './unet-config.ts'
import type { UNetConfig } from './unet-config.ts'

export interface Parameter {
  readonly name: string
  readonly shape: readonly number[]
}

/** Every parameter of the network, in the order of its forward pass. */
export function unetParameters(config: UNetConfig): Parameter[] {
  const { blockOutChannels: channels, inChannels, outChannels, numClassEmbeds } = config
  const width = timeEmbeddingWidth(config)
  const [finest] = channels
  const isFourier = config.timeEmbeddingType === 'fourier'
  const blocks = [...downBlocks(config), ...midBlocks(config), ...upBlocks(config)]
  return [
    ...(isFourier ? [{ name: 'time_proj.weight', shape: [finest] }] : []),
    ...layer('time_embedding.linear_1', [width, isFourier ? 2 * finest : finest]),
    ...layer('time_embedding.linear_2', [width, width]),
    ...(numClassEmbeds ? [{ name: 'class_embedding.weight', shape: [numClassEmbeds, width] }] : []),
    ...layer('conv_in', [finest, inChannels, 3, 3]),
    ...blocks.flatMap((block) => ofBlock(config, block)),
    ...norm('conv_norm_out', finest),
    ...layer('conv_out', [outChannels, finest, 3, 3]),
  ]
}

function ofBlock(config: UNetConfig, { layers, sampler, picture }: BlockPart): Parameter[] {
  const ofLayers = layers.flatMap(({ resnet, attention }) => [
    ...ofResnet(config, resnet),
    ...(attention ? ofAttention(attention) : []),
  ])
  return [
    ...ofLayers,
    ...(picture ? ofPicture(picture) : []),
    ...(sampler?.kind === 'conv'
      ? layer(`${sampler.path}.conv`, [sampler.channels, sampler.channels, 3, 3])
      : []),
    ...(sampler?.kind === 'resnet' ? ofResnet(config, sampler.resnet) : []),
  ]
}

function ofResnet(config: UNetConfig, { path, from, to, hasShortcut }: ResnetPart): Parameter[] {
  const conditions = config.resnetTimeScaleShift === 'scale_shift' ? 2 * to : to
  return [
    ...norm(`${path}.norm1`, from),
    ...layer(`${path}.conv1`, [to, from, 3, 3]),
    ...layer(`${path}.time_emb_proj`, [conditions, timeEmbeddingWidth(config)]),
    ...norm(`${path}.norm2`, to),
    ...layer(`${path}.conv2`, [to, to, 3, 3]),
    ...(hasShortcut ? layer(`${path}.conv_shortcut`, [to, from, 1, 1]) : []),
  ]
}

function ofAttention({ path, channels }: AttentionPart): Parameter[] {
  const projections = ['to_q', 'to_k', 'to_v', 'to_out.0']
  return [
    ...norm(`${path}.group_norm`, channels),
    ...projections.flatMap((name) => layer(`${path}.${name}`, [channels, channels])),
  ]
}

function ofPicture({ norm: before, convolution }: PicturePart): Parameter[] {
  const ofConvolution = convolution
    ? layer(convolution.path, [
        ...[convolution.to, convolution.from],
        ...[convolution.size, convolution.size],
      ])
    : []
  return [...(before ? norm(before.path, before.channels) : []), ...ofConvolution]
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
