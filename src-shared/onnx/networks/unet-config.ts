/**
 * The recipe of a UNet2DModel as the graph builder reads it: diffusers' settings in camel case.
 * Types and what follows from them; reading and checking JSON is the importers' work.
 */

export type DownBlockType = 'DownBlock2D' | 'ResnetDownsampleBlock2D' | 'AttnDownBlock2D'
export type UpBlockType = 'UpBlock2D' | 'ResnetUpsampleBlock2D' | 'AttnUpBlock2D'
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
  readonly timeEmbeddingType: 'positional'
  /** Null means 4 * blockOutChannels[0]; read it by timeEmbeddingWidth(). */
  readonly timeEmbeddingDim: number | null
  readonly freqShift: number
  readonly flipSinToCos: boolean
  readonly downBlockTypes: readonly DownBlockType[]
  readonly midBlockType: 'UNetMidBlock2D'
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
  readonly normNumGroups: number
  /** Groups of the middle attention; null means normNumGroups. */
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

/** Group count of the middle block's attention; all other attention uses normNumGroups. */
export function midAttentionGroups(config: UNetConfig): number {
  return config.attnNormNumGroups ?? config.normNumGroups
}
