/**
 * Whether the settings of a UNet2DModel fit together, so that a network can be built of them.
 */
import { UserError } from '../contract/user-error.ts'
import { attentionsOf, normsOf } from '../onnx/networks/parts.ts'
import { downBlocks, midBlocks, upBlocks } from '../onnx/networks/unet-blocks.ts'
import {
  isSkipBlock,
  PICTURE_CHANNELS,
  usualGroups,
  type UNetConfig,
} from '../onnx/networks/unet-config.ts'
import type { JsonFields } from './json-fields.ts'

/** Throws UserError naming `file` and the setting at fault. */
export function checkNetwork(config: UNetConfig, fields: JsonFields, file: string): void {
  checkLevels(config, fields)
  checkSkipBlocks(config, fields)
  checkGroups(config, fields)
  checkSinusoids(config, fields)
  checkDivisibility(config, fields)
  checkMidAttention(config, file)
}

/**
 * Refuses a network that no model can ask: a model states noise as 250 ln(sigma), and below 1 that has no logarithm.
 * `file` holds the settings.
 */
export function checkNoiseCondition({ timeEmbeddingType }: UNetConfig, file: string): void {
  if (timeEmbeddingType === 'positional') return
  throw new UserError(
    `${file}: time_embedding_type is "fourier", and such a network takes the logarithm of what it is told about the ` +
      'noise, which is negative for weak noise in a consistency model; use a network whose time_embedding_type is "positional"',
  )
}

function checkLevels(config: UNetConfig, fields: JsonFields): void {
  const levels = config.blockOutChannels.length
  if (levels < 1 || levels > 16) {
    throw fields.wrong('block_out_channels', `has ${levels} entries, not 1 to 16`)
  }
  for (const [key, types] of [
    ['down_block_types', config.downBlockTypes],
    ['up_block_types', config.upBlockTypes],
  ] as const) {
    if (types.length !== levels) {
      throw fields.wrong(key, `has ${types.length} entries, block_out_channels has ${levels}`)
    }
  }
  const coarsest = 2 ** (levels - 1)
  if (config.sampleSize % coarsest !== 0) {
    throw fields.wrong('sample_size', `is ${config.sampleSize}, not a multiple of ${coarsest}`)
  }
}

/**
 * The picture that Skip blocks carry has three channels, is halved by no other block on the way down, and doubled by no
 * other on the way up. Where the way down ends it is not looked at any more.
 */
function checkSkipBlocks(config: UNetConfig, fields: JsonFields): void {
  const down = config.downBlockTypes.slice(0, -1).map(isSkipBlock)
  const up = config.upBlockTypes.map(isSkipBlock)
  const late = down.findIndex((isSkip, level) => isSkip && !down.slice(0, level).every(Boolean))
  if (late >= 0) {
    throw fields.wrong(
      `down_block_types[${late}]`,
      `is "${config.downBlockTypes[late]}" after a block of another kind, which does not halve its picture`,
    )
  }
  const early = up.findIndex((isSkip, level) => !isSkip && up.slice(0, level).some(Boolean))
  if (early >= 0) {
    throw fields.wrong(
      `up_block_types[${early}]`,
      `is "${config.upBlockTypes[early]}" after a Skip block, whose picture it does not double`,
    )
  }
  for (const [key, channels, skips] of [
    ['in_channels', config.inChannels, down],
    ['out_channels', config.outChannels, up.slice(0, -1)],
  ] as const) {
    if (channels === PICTURE_CHANNELS || !skips.some(Boolean)) continue
    throw fields.wrong(key, `is ${channels}, not ${PICTURE_CHANNELS} as Skip blocks need it`)
  }
}

/** Groups of no stated number are known of Skip blocks and of what lies outside all levels. */
function checkGroups(config: UNetConfig, fields: JsonFields): void {
  if (config.normNumGroups !== null) return
  const types = [...config.downBlockTypes, ...config.upBlockTypes]
  const other = types.find((type) => !isSkipBlock(type))
  if (other === undefined) return
  throw fields.wrong('norm_num_groups', `is null, but ${other} needs a number of groups`)
}

function checkSinusoids(config: UNetConfig, fields: JsonFields): void {
  const [finest] = config.blockOutChannels
  if (config.timeEmbeddingType === 'fourier') return
  if (finest % 2 !== 0) {
    throw fields.wrong(
      'block_out_channels[0]',
      `is ${finest}, not an even number, as sines and cosines need it`,
    )
  }
  if (config.freqShift >= finest / 2) {
    throw fields.wrong('freq_shift', `is not below ${finest / 2}, half of the first width`)
  }
}

function checkDivisibility(config: UNetConfig, fields: JsonFields): void {
  const [finest] = config.blockOutChannels
  const blocks = [...downBlocks(config), ...midBlocks(config), ...upBlocks(config)]
  const last = { path: 'conv_norm_out', channels: finest, groups: usualGroups(config, finest) }
  for (const { path, channels, groups } of [...blocks.flatMap(normsOf), last]) {
    if (groups > 0 && channels % groups === 0) continue
    const fault = `gives ${path} ${channels} channels, which do not divide into ${groups} groups`
    throw fields.wrong('block_out_channels', fault)
  }
  for (const { path, channels, headDim } of blocks.flatMap(attentionsOf)) {
    if (channels % headDim === 0) continue
    const fault = `is ${headDim}, which does not divide the ${channels} channels of ${path}`
    throw fields.wrong('attention_head_dim', fault)
  }
}

/** For this pair diffusers builds no normalisation, and the published weights give wrong pictures. */
function checkMidAttention(config: UNetConfig, file: string): void {
  const { addAttention, attnNormNumGroups, midBlockType, resnetTimeScaleShift } = config
  if (midBlockType === null || !addAttention) return
  if (attnNormNumGroups !== null || resnetTimeScaleShift === 'default') return
  throw new UserError(
    `${file}: attn_norm_num_groups is null although resnet_time_scale_shift is "scale_shift", so ` +
      'the middle attention lacks its normalisation (as in the faulty ImageNet-64 conversions of ' +
      "2023); use the model's later revision",
  )
}
