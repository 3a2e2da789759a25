/**
 * The layers of a network as plain descriptions: where each stands, how wide it is, how it normalises. What they compute
 * is in layers.ts, which parameters they have in unet-parameters.ts.
 */
import type { Resampling } from './resampling.ts'

/** Group normalisation. */
export interface NormPart {
  readonly path: string
  readonly channels: number
  readonly groups: number
}

/** A square convolution that keeps the size. */
export interface ConvolutionPart {
  readonly path: string
  readonly from: number
  readonly to: number
  readonly size: 1 | 3
}

/** ResnetBlock2D. */
export interface ResnetPart {
  readonly path: string
  readonly from: number
  readonly to: number
  /** Of the first and the second normalisation. */
  readonly groups: readonly [number, number]
  /** The sum of shortcut and residue is divided by this. */
  readonly outputScale: number
  /** Absent where the size stays. */
  readonly resampling?: Resampling | undefined
  /** False where the shortcut is the input as it is. */
  readonly hasShortcut: boolean
}

/** Self-attention over the pixels. */
export interface AttentionPart {
  readonly path: string
  readonly channels: number
  readonly headDim: number
  readonly groups: number
  /** The sum of input and attention is divided by this. */
  readonly outputScale: number
}

export interface LayerPart {
  readonly resnet: ResnetPart
  readonly attention?: AttentionPart | undefined
}

/** What changes the size after the layers of a block. */
export type SamplerPart =
  | { readonly kind: 'conv'; readonly path: string; readonly channels: number }
  | { readonly kind: 'resnet'; readonly resnet: ResnetPart }

/**
 * What a Skip block does with the small picture that goes along with the features: on the way down it is halved and
 * convolved into them, on the way up doubled and added to by them.
 */
export interface PicturePart {
  readonly norm?: NormPart | undefined
  /** Absent at the finest level of the way up, where the picture only grows. */
  readonly convolution?: ConvolutionPart | undefined
}

export interface BlockPart {
  readonly path: string
  readonly layers: readonly LayerPart[]
  /** Absent at the end of either way. */
  readonly sampler?: SamplerPart | undefined
  readonly picture?: PicturePart | undefined
}

/** Every resnet of a block. */
export function resnetsOf({ layers, sampler }: BlockPart): ResnetPart[] {
  const resnets = layers.map(({ resnet }) => resnet)
  return sampler?.kind === 'resnet' ? [...resnets, sampler.resnet] : resnets
}

export function attentionsOf({ layers }: BlockPart): AttentionPart[] {
  return layers.flatMap(({ attention }) => attention ?? [])
}

/** Every normalisation of a block. */
export function normsOf(block: BlockPart): NormPart[] {
  const ofResnets = resnetsOf(block).flatMap(({ path, from, to, groups }) => [
    { path: `${path}.norm1`, channels: from, groups: groups[0] },
    { path: `${path}.norm2`, channels: to, groups: groups[1] },
  ])
  const ofAttentions = attentionsOf(block).map(({ path, channels, groups }) => ({
    path: `${path}.group_norm`,
    channels,
    groups,
  }))
  return [...ofResnets, ...ofAttentions, ...(block.picture?.norm ? [block.picture.norm] : [])]
}
