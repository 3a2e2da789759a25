/**
 * The blocks of a UNet2DModel as diffusers builds them from its settings: every resnet, attention and resampler with its
 * place, widths and groups.
 */
import type {
  AttentionPart,
  BlockPart,
  LayerPart,
  PicturePart,
  ResnetPart,
  SamplerPart,
} from './parts.ts'
import {
  attentionHeadWidth,
  groupsOfFour,
  isSkipBlock,
  midAttentionGroups,
  PICTURE_CHANNELS,
  usualGroups,
} from './unet-config.ts'
import type { DownBlockType, Resampler, UNetConfig, UpBlockType } from './unet-config.ts'

/** What Skip blocks divide sums by, so that they vary as much as their two terms. */
const SKIP_SCALE = Math.SQRT2
/** Attention in Skip blocks has that many groups, whatever the settings say. */
const SKIP_ATTENTION_GROUPS = 32

/** A block before its layers are known. */
interface Frame {
  readonly path: string
  readonly type: DownBlockType | UpBlockType
  /** What comes out of each of its layers. */
  readonly width: number
}

/** From fine to coarse. */
export function downBlocks(config: UNetConfig): BlockPart[] {
  const { blockOutChannels: widths, downBlockTypes, layersPerBlock } = config
  return widths.map((width, level) => {
    const frame = { path: `down_blocks.${level}`, type: downBlockTypes[level], width }
    const resnets = range(layersPerBlock).map((j) =>
      resnetOf(config, frame, { j, from: j > 0 ? width : widths[Math.max(level - 1, 0)] }),
    )
    const layers = withAttention(config, frame, resnets)
    if (level === widths.length - 1) return { path: frame.path, layers }
    const sampler = samplerOf(config, frame, 'down')
    return { path: frame.path, layers, sampler, picture: takenPicture(frame) }
  })
}

/** One block or, in a network that has none there, no block. */
export function midBlocks(config: UNetConfig): BlockPart[] {
  if (config.midBlockType === null) return []
  const channels = config.blockOutChannels[config.blockOutChannels.length - 1]
  const outputScale = config.midBlockScaleFactor
  const groups = usualGroups(config, channels)
  const resnet = (path: string): ResnetPart => ({
    ...{ path, from: channels, to: channels, groups: [groups, groups], outputScale },
    hasShortcut: false,
  })
  const attention: AttentionPart = {
    path: 'mid_block.attentions.0',
    channels,
    headDim: attentionHeadWidth(config, channels),
    groups: midAttentionGroups(config),
    outputScale,
  }
  const layers = [
    {
      resnet: resnet('mid_block.resnets.0'),
      attention: config.addAttention ? attention : undefined,
    },
    { resnet: resnet('mid_block.resnets.1') },
  ]
  return [{ path: 'mid_block', layers }]
}

/** From coarse to fine; each resnet also takes a skip, the last one of a block that of the finer level. */
export function upBlocks(config: UNetConfig): BlockPart[] {
  const { upBlockTypes, layersPerBlock } = config
  const widths = [...config.blockOutChannels].reverse()
  const last = widths.length - 1
  return widths.map((width, level) => {
    const frame = { path: `up_blocks.${level}`, type: upBlockTypes[level], width }
    const resnets = range(layersPerBlock + 1).map((j) => {
      const below = j > 0 ? width : widths[Math.max(level - 1, 0)]
      const skip = j < layersPerBlock ? width : widths[Math.min(level + 1, last)]
      const resnet = resnetOf(config, frame, { j, from: below + skip })
      if (frame.type !== 'AttnSkipUpBlock2D') return resnet
      // As diffusers has it: of the sum, only the skip is divided by four.
      const groups = Math.min(below + Math.floor(skip / 4), 32)
      return { ...resnet, groups: [groups, resnet.groups[1]] as const }
    })
    return {
      path: frame.path,
      layers: withAttention(config, frame, resnets),
      sampler: level < last ? samplerOf(config, frame, 'up') : undefined,
      picture: drawnPicture(frame, { isFinest: level === last }),
    }
  })
}

function resnetOf(
  config: UNetConfig,
  { path, type, width: to }: Frame,
  { j, from }: { readonly j: number; readonly from: number },
): ResnetPart {
  const isSkip = isSkipBlock(type)
  const groupsOf = isSkip ? groupsOfFour : (channels: number) => usualGroups(config, channels)
  return {
    path: `${path}.resnets.${j}`,
    from,
    to,
    groups: [groupsOf(from), groupsOf(to)],
    outputScale: isSkip ? SKIP_SCALE : 1,
    hasShortcut: from !== to,
  }
}

/** Attention after every resnet, and in AttnSkipUpBlock2D after all of them. */
function withAttention(
  config: UNetConfig,
  { path, type, width: channels }: Frame,
  resnets: readonly ResnetPart[],
): LayerPart[] {
  if (!type.startsWith('Attn')) return resnets.map((resnet) => ({ resnet }))
  const isSkip = isSkipBlock(type)
  const attention = (j: number): AttentionPart => ({
    path: `${path}.attentions.${j}`,
    channels,
    headDim: attentionHeadWidth(config, channels),
    groups: isSkip ? SKIP_ATTENTION_GROUPS : usualGroups(config, channels),
    outputScale: isSkip ? SKIP_SCALE : 1,
  })
  if (type !== 'AttnSkipUpBlock2D')
    return resnets.map((resnet, j) => ({ resnet, attention: attention(j) }))
  return resnets.map((resnet, j) =>
    j < resnets.length - 1 ? { resnet } : { resnet, attention: attention(0) },
  )
}

/** Plain blocks resample by a convolution, Resnet... and Skip blocks by a resnet, Attn... blocks as told. */
function samplerOf(config: UNetConfig, frame: Frame, direction: 'up' | 'down'): SamplerPart {
  const { path, type, width } = frame
  const isSkip = isSkipBlock(type)
  const place = `${path}.${direction}samplers.0`
  const told: Resampler = direction === 'down' ? config.downsampleType : config.upsampleType
  const isResnet =
    isSkip || (type.startsWith('Attn') ? told === 'resnet' : type.startsWith('Resnet'))
  if (!isResnet) return { kind: 'conv', path: place, channels: width }
  const like = resnetOf(config, frame, { j: 0, from: width })
  const resnet = {
    ...like,
    path: isSkip ? `${path}.resnet_${direction}` : place,
    resampling: { direction, filter: isSkip ? ('fir' as const) : ('box' as const) },
    hasShortcut: isSkip,
  }
  return { kind: 'resnet', resnet }
}

function takenPicture({ path, type, width }: Frame): PicturePart | undefined {
  if (!isSkipBlock(type)) return undefined
  return {
    convolution: { path: `${path}.skip_conv`, from: PICTURE_CHANNELS, to: width, size: 1 },
  }
}

function drawnPicture(
  { path, type, width }: Frame,
  { isFinest }: { readonly isFinest: boolean },
): PicturePart | undefined {
  if (!isSkipBlock(type)) return undefined
  if (isFinest) return {}
  return {
    norm: { path: `${path}.skip_norm`, channels: width, groups: groupsOfFour(width) },
    convolution: { path: `${path}.skip_conv`, from: width, to: PICTURE_CHANNELS, size: 3 },
  }
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i)
}
