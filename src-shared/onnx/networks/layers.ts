/**
 * The layers that UNet2DModel is made of, as diffusers defines them. Each takes values and a way to get its
 * parameters by their diffusers names, and returns a value; none knows the network around it.
 */
import { type GraphBuilder } from '../graph-builder.ts'
import { type Value } from '../graph.ts'
import { type AttentionPart, type ResnetPart } from './parts.ts'
import { resample } from './resampling.ts'

/** The parameter with this diffusers name, as a constant or as part of a run-time input. */
export type Parameters = (name: string) => Value

export interface LayerContext {
  readonly g: GraphBuilder
  readonly parameters: Parameters
  /** Told about the output of every module by its path; for comparing with a reference. */
  readonly onModule?: ((path: string, output: Value) => void) | undefined
  /** What becomes of the activations before a resnet's second convolution; nothing when absent. */
  readonly dropout?: ((x: Value) => Value) | undefined
}

const SAME_PADDING = [1, 1, 1, 1] as const

/** Tells whoever wants to know that `value` is the output of the module at `path`. */
export function report({ onModule }: LayerContext, path: string, value: Value): Value {
  onModule?.(path, value)
  return value
}

/** y = x W^T + b over the last axis. */
export function linear(context: LayerContext, path: string, x: Value): Value {
  const { g, parameters } = context
  const weight = g.transpose(parameters(`${path}.weight`), [1, 0])
  return report(context, path, g.add(g.matMul(x, weight), parameters(`${path}.bias`)))
}

/** Square convolution that keeps the size (stride 1) or halves it (stride 2, given pads). */
export function convolution(
  context: LayerContext,
  path: string,
  x: Value,
  geometry: { stride?: number; pads?: readonly [number, number, number, number] } = {},
): Value {
  const { g, parameters } = context
  const weight = parameters(`${path}.weight`)
  const stride = geometry.stride ?? 1
  const pads = geometry.pads ?? (weight.shape[2] === 1 ? ([0, 0, 0, 0] as const) : SAME_PADDING)
  const strides = [stride, stride] as const
  return report(context, path, g.conv([x, weight, parameters(`${path}.bias`)], { strides, pads }))
}

export interface GroupNorm {
  readonly path: string
  readonly groups: number
  readonly epsilon: number
  /** [B, C, 1, 1] each: y = norm(x) * (1 + scale) + shift. */
  readonly modulation?: { readonly scale: Value; readonly shift: Value } | undefined
}

/**
 * Group normalisation of NCHW with affine parameters. A modulation is folded into the per-channel factors
 * first, so that the large tensor is scaled and shifted once.
 */
export function groupNorm(context: LayerContext, x: Value, norm: GroupNorm): Value {
  const { g, parameters } = context
  const channels = x.shape[1]
  let factor = g.reshape(parameters(`${norm.path}.weight`), [1, channels, 1, 1])
  let offset = g.reshape(parameters(`${norm.path}.bias`), [1, channels, 1, 1])
  if (norm.modulation) {
    const gain = g.add(norm.modulation.scale, g.scalar(1))
    factor = g.mul(factor, gain)
    offset = g.add(g.mul(offset, gain), norm.modulation.shift)
  }
  const normed = g.groupNorm([x, factor, offset], { groups: norm.groups, epsilon: norm.epsilon })
  return norm.modulation ? normed : report(context, norm.path, normed)
}

export interface Attention extends AttentionPart {
  readonly epsilon: number
}

/** Self-attention over the pixels of NCHW, with group norm before and the input added after. */
export function attention(context: LayerContext, x: Value, options: Attention): Value {
  const { g } = context
  const [batch, channels, height, width] = x.shape
  const { path, headDim, groups, epsilon, outputScale } = options
  const heads = channels / headDim
  const pixels = height * width

  const normed = groupNorm(context, x, { path: `${path}.group_norm`, groups, epsilon })
  const tokens = g.transpose(g.reshape(normed, [batch, channels, pixels]), [0, 2, 1])
  const perHead = (name: string, perm: readonly number[]): Value =>
    g.transpose(
      g.reshape(linear(context, `${path}.${name}`, tokens), [batch, pixels, heads, headDim]),
      perm,
    )
  const q = g.mul(perHead('to_q', [0, 2, 1, 3]), g.scalar(1 / Math.sqrt(headDim)))
  const kT = perHead('to_k', [0, 2, 3, 1])
  const v = perHead('to_v', [0, 2, 1, 3])
  const mixed = g.matMul(g.softmax(g.matMul(q, kT), 3), v)
  const merged = g.reshape(g.transpose(mixed, [0, 2, 1, 3]), [batch, pixels, channels])
  const out = g.transpose(linear(context, `${path}.to_out.0`, merged), [0, 2, 1])
  return scaled(g, g.add(x, g.reshape(out, x.shape)), outputScale)
}

export interface ResnetBlock extends ResnetPart {
  readonly epsilon: number
  readonly timeScaleShift: 'default' | 'scale_shift'
}

/** ResnetBlock2D; `temb` is silu(time embedding), [B, E]. Resampling happens after norm and activation. */
export function resnetBlock(
  context: LayerContext,
  x: Value,
  temb: Value,
  options: ResnetBlock,
): Value {
  const { g } = context
  const { path, to, groups, epsilon, timeScaleShift, resampling } = options
  const resampled = (value: Value): Value => (resampling ? resample(g, value, resampling) : value)

  const norm1 = { path: `${path}.norm1`, groups: groups[0], epsilon }
  let h = g.silu(groupNorm(context, x, norm1))
  h = convolution(context, `${path}.conv1`, resampled(h))
  const embedded = linear(context, `${path}.time_emb_proj`, temb)
  const channelwise = g.reshape(embedded, [...embedded.shape, 1, 1])
  const norm2 = { path: `${path}.norm2`, groups: groups[1], epsilon }
  if (timeScaleShift === 'scale_shift') {
    const [scale, shift] = g.split(channelwise, 1, [to, to])
    h = groupNorm(context, h, { ...norm2, modulation: { scale, shift } })
  } else {
    h = groupNorm(context, g.add(h, channelwise), norm2)
  }
  const activated = g.silu(h)
  h = convolution(context, `${path}.conv2`, context.dropout?.(activated) ?? activated)
  const raw = resampled(x)
  const shortcut = options.hasShortcut ? convolution(context, `${path}.conv_shortcut`, raw) : raw
  return scaled(g, g.add(shortcut, h), options.outputScale)
}

function scaled(g: GraphBuilder, x: Value, divisor: number): Value {
  return divisor === 1 ? x : g.div(x, g.scalar(divisor))
}

/** Downsample2D: a strided 3x3 convolution; padding 0 means one row and column after. */
export function downsampleConvolution(
  context: LayerContext,
  path: string,
  x: Value,
  padding: number,
): Value {
  const pads =
    padding === 0 ? ([0, 0, 1, 1] as const) : ([padding, padding, padding, padding] as const)
  return convolution(context, path, x, { stride: 2, pads })
}

/** Upsample2D: nearest neighbour, then a 3x3 convolution. */
export function upsampleConvolution(context: LayerContext, path: string, x: Value): Value {
  return convolution(context, path, context.g.upsampleNearest(x, 2))
}

/**
 * Sinusoids of a [B] vector: [B, channels], sine first unless `flipSinToCos` (diffusers' Timesteps).
 * The product is taken in single precision, as the reference does, since the argument reaches 1553.
 */
export function timestepEmbedding(
  g: GraphBuilder,
  timestep: Value,
  options: { channels: number; flipSinToCos: boolean; freqShift: number },
): Value {
  const half = options.channels / 2
  const frequencies = Float32Array.from({ length: half }, (_, j) =>
    Math.exp((-Math.log(10000) * j) / (half - options.freqShift)),
  )
  const column = g.reshape(timestep, [timestep.shape[0], 1])
  const argument = g.mul(column, g.constant('frequencies', [1, half], frequencies))
  const parts = [g.sin(argument), g.cos(argument)]
  return g.concat(options.flipSinToCos ? parts.reverse() : parts, 1)
}

/**
 * Sinusoids of the logarithm of a [B] vector at the frequencies [F] of its own: [B, 2F], sine first (diffusers'
 * GaussianFourierProjection).
 */
export function fourierEmbedding(g: GraphBuilder, timestep: Value, frequencies: Value): Value {
  const column = g.reshape(g.log(timestep), [timestep.shape[0], 1])
  const row = g.reshape(frequencies, [1, frequencies.shape[0]])
  const argument = g.mul(g.mul(column, row), g.scalar(2 * Math.PI))
  return g.concat([g.sin(argument), g.cos(argument)], 1)
}
