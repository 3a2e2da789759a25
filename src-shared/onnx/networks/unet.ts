/**
 * diffusers' UNet2DModel as a graph: down levels, a middle, up levels with skip connections.
 * Reads the recipe and the parameters it is given; makes no weights and knows no noise levels.
 */
import { type Value } from '../graph.ts'
import {
  attention,
  convolution,
  downsampleConvolution,
  fourierEmbedding,
  groupNorm,
  linear,
  report,
  resnetBlock,
  timestepEmbedding,
  upsampleConvolution,
  type LayerContext,
} from './layers.ts'
import { type BlockPart, type LayerPart, type ResnetPart, type SamplerPart } from './parts.ts'
import { drawPicture, takePicture, type Flow } from './picture-path.ts'
import { downBlocks, midBlocks, upBlocks } from './unet-blocks.ts'
import { usualGroups, type UNetConfig } from './unet-config.ts'

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

  let flow: Flow = { features: convolution(context, 'conv_in', sample), picture: sample }
  const skips = [flow.features]
  for (const block of downBlocks(config)) {
    flow = g.scope(block.path, () => downBlock(blocks, block, { ...flow, skips }))
  }
  let { features } = flow
  for (const { path, layers } of midBlocks(config)) {
    features = g.scope(path, () => layers.reduce((h, part) => layer(blocks, part, h), features))
    report(blocks, path, features)
  }
  flow = { features, picture: undefined }
  for (const block of upBlocks(config)) {
    flow = g.scope(block.path, () => upBlock(blocks, block, { ...flow, skips }))
  }
  return report(blocks, 'output', output(blocks, flow, inputs.timestep))
}

/** Networks with Fourier features divide by what they are told about the noise, as scores of NCSN++ are scaled. */
function output(blocks: Blocks, { features, picture }: Flow, timestep: Value): Value {
  const { config, g } = blocks
  const groups = usualGroups(config, features.shape[1])
  const norm = { path: 'conv_norm_out', groups, epsilon: config.normEps }
  const drawn = convolution(blocks, 'conv_out', g.silu(groupNorm(blocks, features, norm)))
  const whole = picture ? g.add(drawn, picture) : drawn
  if (config.timeEmbeddingType === 'positional') return whole
  return g.div(whole, g.reshape(timestep, [timestep.shape[0], 1, 1, 1]))
}

function timeProjection(context: LayerContext, config: UNetConfig, timestep: Value): Value {
  const { g, parameters } = context
  if (config.timeEmbeddingType === 'fourier')
    return fourierEmbedding(g, timestep, parameters('time_proj.weight'))
  const { blockOutChannels, flipSinToCos, freqShift } = config
  return timestepEmbedding(g, timestep, { channels: blockOutChannels[0], flipSinToCos, freqShift })
}

function timeEmbedding(context: LayerContext, config: UNetConfig, inputs: UNetInputs): Value {
  const { g } = context
  const sinusoids = report(context, 'time_proj', timeProjection(context, config, inputs.timestep))
  const hidden = g.silu(linear(context, 'time_embedding.linear_1', sinusoids))
  const time = report(context, 'time_embedding', linear(context, 'time_embedding.linear_2', hidden))
  if (!inputs.labels) return time
  const table = context.parameters('class_embedding.weight')
  return g.add(time, report(context, 'class_embedding', g.gather(table, inputs.labels)))
}

function resnet(blocks: Blocks, part: ResnetPart, x: Value): Value {
  const { normEps: epsilon, resnetTimeScaleShift: timeScaleShift } = blocks.config
  const block = { ...part, epsilon, timeScaleShift }
  return report(blocks, part.path, resnetBlock(blocks, x, blocks.temb, block))
}

/** A resnet, and attention where there is some. */
function layer(blocks: Blocks, part: LayerPart, x: Value): Value {
  const h = resnet(blocks, part.resnet, x)
  if (!part.attention) return h
  const block = { ...part.attention, epsilon: blocks.config.normEps }
  return report(blocks, block.path, attention(blocks, h, block))
}

function downBlock(
  blocks: Blocks,
  { path, layers, sampler, picture: part }: BlockPart,
  { features, picture, skips }: Flow & { readonly skips: Value[] },
): Flow {
  let flow: Flow = { features, picture }
  for (const each of layers) {
    flow = { ...flow, features: layer(blocks, each, flow.features) }
    skips.push(flow.features)
  }
  if (sampler) {
    flow = { ...flow, features: downsample(blocks, sampler, flow.features) }
    if (part) flow = takePicture(blocks, flow, part)
    skips.push(flow.features)
  }
  report(blocks, path, flow.features)
  return flow
}

function downsample(blocks: Blocks, sampler: SamplerPart, x: Value): Value {
  if (sampler.kind === 'resnet') return resnet(blocks, sampler.resnet, x)
  const { downsamplePadding } = blocks.config
  const h = downsampleConvolution(blocks, `${sampler.path}.conv`, x, downsamplePadding)
  return report(blocks, sampler.path, h)
}

function upBlock(
  blocks: Blocks,
  { path, layers, sampler, picture: part }: BlockPart,
  { features, picture, skips }: Flow & { readonly skips: Value[] },
): Flow {
  const { config, g } = blocks
  let h = features
  for (const each of layers) {
    const skip = skips.pop()
    if (!skip) throw new Error(`${path} has no skip connection left`)
    h = layer(blocks, each, g.concat([h, skip], 1))
  }
  const drawn = part
    ? drawPicture(blocks, { features: h, picture }, { ...part, epsilon: config.normEps })
    : picture
  if (sampler) h = upsample(blocks, sampler, h)
  return { features: report(blocks, path, h), picture: drawn }
}

function upsample(blocks: Blocks, sampler: SamplerPart, x: Value): Value {
  if (sampler.kind === 'resnet') return resnet(blocks, sampler.resnet, x)
  return report(blocks, sampler.path, upsampleConvolution(blocks, `${sampler.path}.conv`, x))
}
