/**
 * The network recipe that diffusers keeps in unet/config.json for its UNet2DModel.
 * Turns JSON into a checked value and back; builds nothing.
 */
import { sentence } from '../contract/sentences.ts'
import { downBlockTypes, upBlockTypes, type UNetConfig } from '../onnx/networks/unet-config.ts'
import { checkNetwork } from './check-network.ts'
import { JsonFields, type FieldFault } from './json-fields.ts'

const timeEmbeddings = ['positional', 'fourier'] as const
const resamplers = ['conv', 'resnet'] as const
const timeConditionings = ['default', 'scale_shift'] as const

const tell = (fault: FieldFault) => sentence('modelSettings', fault)
const channelRange = { min: 1, max: 65536 }

/**
 * The recipe in `json`, with diffusers' defaults for what is missing.
 * Throws UserError naming `file` and the field where it is wrong or not supported.
 */
export function parseUNetConfig(json: unknown, file: string): UNetConfig {
  const fields = new JsonFields(json, file, tell)
  fields.choice('_class_name', ['UNet2DModel'], 'UNet2DModel')
  const config: UNetConfig = {
    ...parseImage(fields),
    ...parseEmbeddings(fields),
    ...parseBlocks(fields),
    ...parseNormalisation(fields),
  }
  fields.refuseOthers()
  checkNetwork(config, fields, file)
  return config
}

/** `config` as diffusers writes it. */
export function unetConfigToJson(config: UNetConfig): Record<string, unknown> {
  const toSnake = (key: string) => key.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`)
  const fields: [string, unknown][] = Object.entries(config)
  return Object.fromEntries([
    ['_class_name', 'UNet2DModel'],
    ...fields.map(([key, value]) => [toSnake(key), value] as const),
  ])
}

function parseImage(fields: JsonFields) {
  return {
    sampleSize: fields.integer('sample_size', channelRange),
    inChannels: fields.integer('in_channels', { ...channelRange, fallback: 3 }),
    outChannels: fields.integer('out_channels', { ...channelRange, fallback: 3 }),
    centerInputSample: fields.boolean('center_input_sample', false),
  }
}

function parseEmbeddings(fields: JsonFields) {
  if (fields.take('class_embed_type', null) !== null) {
    throw fields.wrong(
      'class_embed_type',
      'is not null, the only kind of class embedding that is known here',
    )
  }
  return {
    timeEmbeddingType: fields.choice('time_embedding_type', timeEmbeddings, 'positional'),
    timeEmbeddingDim: fields.integerOrNull('time_embedding_dim', {
      ...channelRange,
      fallback: null,
    }),
    freqShift: fields.number('freq_shift', { fallback: 0 }),
    flipSinToCos: fields.boolean('flip_sin_to_cos', true),
    classEmbedType: null,
    numClassEmbeds: fields.integerOrNull('num_class_embeds', { min: 1, fallback: null }),
    numTrainTimesteps: fields.integerOrNull('num_train_timesteps', { min: 1, fallback: null }),
  }
}

function parseBlocks(fields: JsonFields) {
  return {
    downBlockTypes: fields.choices('down_block_types', downBlockTypes, [
      'DownBlock2D',
      'AttnDownBlock2D',
      'AttnDownBlock2D',
      'AttnDownBlock2D',
    ]),
    midBlockType: fields.choiceOrNull('mid_block_type', ['UNetMidBlock2D'], 'UNetMidBlock2D'),
    upBlockTypes: fields.choices('up_block_types', upBlockTypes, [
      'AttnUpBlock2D',
      'AttnUpBlock2D',
      'AttnUpBlock2D',
      'UpBlock2D',
    ]),
    blockOutChannels: fields.integers('block_out_channels', {
      ...channelRange,
      fallback: [224, 448, 672, 896],
    }),
    layersPerBlock: fields.integer('layers_per_block', { min: 1, max: 64, fallback: 2 }),
    midBlockScaleFactor: fields.number('mid_block_scale_factor', { min: 1e-6, fallback: 1 }),
    downsamplePadding: parsePadding(fields),
    downsampleType: fields.choice('downsample_type', resamplers, 'conv'),
    upsampleType: fields.choice('upsample_type', resamplers, 'conv'),
    addAttention: fields.boolean('add_attention', true),
    attentionHeadDim: fields.integerOrNull('attention_head_dim', { ...channelRange, fallback: 8 }),
  }
}

function parsePadding(fields: JsonFields): 0 | 1 {
  return fields.integer('downsample_padding', { min: 0, max: 1, fallback: 1 }) === 0 ? 0 : 1
}

function parseNormalisation(fields: JsonFields) {
  return {
    dropout: fields.number('dropout', { min: 0, max: 1, fallback: 0 }),
    actFn: fields.choice('act_fn', ['silu', 'swish'], 'silu'),
    normNumGroups: fields.integerOrNull('norm_num_groups', { ...channelRange, fallback: 32 }),
    attnNormNumGroups: fields.integerOrNull('attn_norm_num_groups', {
      ...channelRange,
      fallback: null,
    }),
    normEps: fields.number('norm_eps', { min: 0, max: 1, fallback: 1e-5 }),
    resnetTimeScaleShift: fields.choice('resnet_time_scale_shift', timeConditionings, 'default'),
  }
}
