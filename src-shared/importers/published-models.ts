/**
 * The checkpoints that the makers of consistency models published: what they are, and where to get them. Facts only;
 * nothing is fetched.
 */
import type { UNetConfig } from '../onnx/networks/unet-config.ts'
import type { SchedulerConfig } from './pipeline-config.ts'
import { parseUNetConfig } from './unet-config.ts'

export type Architecture = 'imagenet64' | 'lsun256'

export interface PublishedCheckpoint {
  readonly name: string
  readonly architecture: Architecture
  readonly subject: 'imagenet' | 'bedrooms' | 'cats'
  readonly gridPoints: number
  /**
   * Grid indices, from the noisy end, at which two-step sampling calls the network: those of the makers' launch
   * script, but for the cats by distillation, which it leaves out; theirs are from the model cards.
   */
  readonly timePoints: readonly number[]
}

type Row = readonly [
  name: string,
  architecture: Architecture,
  subject: PublishedCheckpoint['subject'],
  gridPoints: number,
  second: number,
]

const ROWS: readonly Row[] = [
  ['cd_imagenet64_l2', 'imagenet64', 'imagenet', 40, 22],
  ['cd_imagenet64_lpips', 'imagenet64', 'imagenet', 40, 22],
  ['ct_imagenet64', 'imagenet64', 'imagenet', 201, 106],
  ['cd_bedroom256_l2', 'lsun256', 'bedrooms', 40, 18],
  ['cd_bedroom256_lpips', 'lsun256', 'bedrooms', 40, 17],
  ['ct_bedroom256', 'lsun256', 'bedrooms', 151, 67],
  ['cd_cat256_l2', 'lsun256', 'cats', 40, 18],
  ['cd_cat256_lpips', 'lsun256', 'cats', 40, 19],
  ['ct_cat256', 'lsun256', 'cats', 151, 62],
]

export const PUBLISHED: readonly PublishedCheckpoint[] = ROWS.map(
  ([name, architecture, subject, gridPoints, second]) => ({
    ...{ name, architecture, subject, gridPoints },
    timePoints: [0, second],
  }),
)

/** The diffusion models that these were distilled from: they teach, and edit badly in few steps. */
const TEACHERS: Readonly<Record<string, Architecture>> = {
  edm_imagenet64_ema: 'imagenet64',
  edm_bedroom256_ema: 'lsun256',
  edm_cat256_ema: 'lsun256',
}

export const PUBLISHED_LICENCE = 'MIT'

/** Address of the page with the model in diffusers' layout, and the file of weights to take from it. */
export function whereToGet({ name, architecture }: PublishedCheckpoint) {
  const imagenet = architecture === 'imagenet64'
  return {
    page: `https://huggingface.co/openai/diffusers-${name}`,
    file: `unet/diffusion_pytorch_model.${imagenet ? 'safetensors' : 'bin'}`,
    original: `https://openaipublic.blob.core.windows.net/consistency/${name}.pt`,
  }
}

/** The published checkpoint that a file or folder name speaks of. */
export function publishedNamed(fileName: string): PublishedCheckpoint | undefined {
  return PUBLISHED.find(({ name }) => fileName.toLowerCase().includes(name))
}

/** The side of a model's pictures, where a name speaks of it, as 'model-64' does. */
export function sideIn(fileName: string): number | null {
  const side = /(?<!\d)(32|64|128|256|512)(?!\d)/.exec(fileName)?.[1]
  return side === undefined ? null : Number(side)
}

/** The architecture of a teacher that a file name speaks of. */
export function teacherNamed(fileName: string): Architecture | undefined {
  const name = Object.keys(TEACHERS).find((teacher) => fileName.toLowerCase().includes(teacher))
  return name === undefined ? undefined : TEACHERS[name]
}

/** The schedule that all of them were trained with. */
export function usualScheduler(gridPoints: number): SchedulerConfig {
  return {
    numTrainTimesteps: gridPoints,
    sigmaMin: 0.002,
    sigmaMax: 80,
    sigmaData: 0.5,
    rho: 7,
    sNoise: 1,
    clipDenoised: true,
  }
}

const times = (count: number, value: string): string[] => Array.from({ length: count }, () => value)

const COMMON = {
  downsample_type: 'resnet',
  upsample_type: 'resnet',
  attention_head_dim: 64,
  norm_num_groups: 32,
}

const IMAGENET_64 = {
  ...COMMON,
  sample_size: 64,
  block_out_channels: [192, 384, 576, 768],
  layers_per_block: 3,
  down_block_types: ['ResnetDownsampleBlock2D', ...times(3, 'AttnDownBlock2D')],
  up_block_types: [...times(3, 'AttnUpBlock2D'), 'ResnetUpsampleBlock2D'],
  resnet_time_scale_shift: 'scale_shift',
  num_class_embeds: 1000,
  attn_norm_num_groups: 32,
}

const LSUN_256 = {
  ...COMMON,
  sample_size: 256,
  block_out_channels: [256, 256, 512, 512, 1024, 1024],
  layers_per_block: 2,
  down_block_types: [...times(3, 'ResnetDownsampleBlock2D'), ...times(3, 'AttnDownBlock2D')],
  up_block_types: [...times(3, 'AttnUpBlock2D'), ...times(3, 'ResnetUpsampleBlock2D')],
  resnet_time_scale_shift: 'default',
}

/** The networks of the published checkpoints. */
export const ARCHITECTURES: Readonly<Record<Architecture, UNetConfig>> = {
  imagenet64: parseUNetConfig(IMAGENET_64, 'imagenet64'),
  lsun256: parseUNetConfig(LSUN_256, 'lsun256'),
}

/** The published architecture that a network has; undefined for any other. */
export function architectureOf(config: UNetConfig): Architecture | undefined {
  if (sameNetwork(config, ARCHITECTURES.imagenet64)) return 'imagenet64'
  return sameNetwork(config, ARCHITECTURES.lsun256) ? 'lsun256' : undefined
}

function sameNetwork(a: UNetConfig, b: UNetConfig): boolean {
  const essence = ({ sampleSize, numClassEmbeds, layersPerBlock, ...rest }: UNetConfig) => [
    ...[sampleSize, numClassEmbeds, layersPerBlock, rest.resnetTimeScaleShift],
    ...[rest.blockOutChannels, rest.downBlockTypes, rest.upBlockTypes, rest.attentionHeadDim],
  ]
  return JSON.stringify(essence(a)) === JSON.stringify(essence(b))
}
