/**
 * The recipe of a UNet2DModel as the graph builder reads it: diffusers' settings in camel case.
 * Types and what follows from them; reading and checking JSON is the importers' work.
 */

export const downBlockTypes = [
  'DownBlock2D',
  'ResnetDownsampleBlock2D',
  'AttnDownBlock2D',
  'SkipDownBlock2D',
  'AttnSkipDownBlock2D',
] as const
export const upBlockTypes = [
  'UpBlock2D',
  'ResnetUpsampleBlock2D',
  'AttnUpBlock2D',
  'SkipUpBlock2D',
  'AttnSkipUpBlock2D',
] as const
export type DownBlockType = (typeof downBlockTypes)[number]
export type UpBlockType = (typeof upBlockTypes)[number]
/** How AttnDownBlock2D and AttnUpBlock2D resample; the other blocks say it by their names. */
export type Resampler = 'conv' | 'resnet'
export type TimeConditioning = 'default' | 'scale_shift'

/** diffusers' UNet2DModel settings under their own names; levels run from fine to coarse. */
export interface UNetConfig {
  /** Side of the square that the network sees, after any patch folding. */
  readonly sampleSize: number
  readonly inChannels: number
  readonly outChannels: number
  /** True if the network maps its input to 2x - 1 first. */
  readonly centerInputSample: boolean
  /** Sinusoids of the noise condition, or of its logarithm at random frequencies that are part of the weights. */
  readonly timeEmbeddingType: 'positional' | 'fourier'
  /** Null means 4 * blockOutChannels[0]; read it by timeEmbeddingWidth(). */
  readonly timeEmbeddingDim: number | null
  readonly freqShift: number
  readonly flipSinToCos: boolean
  readonly downBlockTypes: readonly DownBlockType[]
  readonly midBlockType: 'UNetMidBlock2D' | null
  /** From coarse to fine. */
  readonly upBlockTypes: readonly UpBlockType[]
  readonly blockOutChannels: readonly number[]
  readonly layersPerBlock: number
  /** Divisor of the outputs of the middle block's resnets and attention. */
  readonly midBlockScaleFactor: number
  /** 0 pads the convolutional down-sampler at the right and bottom only. */
  readonly downsamplePadding: 0 | 1
  readonly downsampleType: Resampler
  readonly upsampleType: Resampler
  readonly dropout: number
  readonly actFn: 'silu' | 'swish'
  /** Width of one head; null means one head of full width; read it by attentionHeadWidth(). */
  readonly attentionHeadDim: number | null
  /** Null means groups of four channels, at most 32; read it by usualGroups(). Skip blocks do so in any case. */
  readonly normNumGroups: number | null
  /** Groups of the middle attention; null means those of the middle resnets. */
  readonly attnNormNumGroups: number | null
  readonly normEps: number
  readonly resnetTimeScaleShift: TimeConditioning
  /** True if the middle block has attention. */
  readonly addAttention: boolean
  readonly classEmbedType: null
  readonly numClassEmbeds: number | null
  readonly numTrainTimesteps: number | null
}

/** Width of the time embedding that the resnets get. */
export function timeEmbeddingWidth(config: UNetConfig): number {
  return config.timeEmbeddingDim ?? 4 * config.blockOutChannels[0]
}

/** Width of one attention head where the block has `channels`. */
export function attentionHeadWidth(config: UNetConfig, channels: number): number {
  return config.attentionHeadDim ?? channels
}

/** Group count of a normalisation of `channels` in the network's ends, its middle and all blocks but Skip blocks. */
export function usualGroups(config: UNetConfig, channels: number): number {
  return config.normNumGroups ?? groupsOfFour(channels)
}

/** Group count of the middle block's attention. */
export function midAttentionGroups(config: UNetConfig): number {
  const channels = config.blockOutChannels[config.blockOutChannels.length - 1]
  return config.attnNormNumGroups ?? usualGroups(config, channels)
}

/** As many groups of four channels as there are, at most 32. */
export function groupsOfFour(channels: number): number {
  return Math.min(Math.floor(channels / 4), 32)
}

/** True for the blocks of NCSN++, which carry a small picture along. */
export function isSkipBlock(type: DownBlockType | UpBlockType): boolean {
  return type.includes('Skip')
}

/** Channels of the picture that Skip blocks carry, in diffusers whatever the network takes and gives. */
export const PICTURE_CHANNELS = 3
