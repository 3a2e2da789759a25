/**
 * Random weights for a network that starts from nothing.
 * Pure: the same seed gives the same weights.
 */
import { parameterCount } from '../../src-shared/onnx/training/flat-parameters.ts'
import { unetParameters } from '../../src-shared/onnx/networks/unet-parameters.ts'
import type { UNetConfig } from '../../src-shared/onnx/networks/unet-config.ts'
import { uniforms } from '../../src-shared/tensor/random.ts'
import { sizeOf } from '../../src-shared/tensor/tensor.ts'

/** Layers that start at zero, so that every resnet begins as the identity (as the ADM networks do) and nothing is drawn. */
const ZERO = /(\.conv2|\.to_out\.0|^conv_out|^up_blocks\.\d+\.skip_conv)\.(weight|bias)$/
const NORM = /norm\d?(_out)?\.(weight|bias)$/

/** Flat parameters: U(-b, b) with b = 1 / sqrt(fan in) as torch draws them; norms 1 and 0; last layers 0. */
export function initialWeights(config: UNetConfig, seed: number): Float32Array {
  const parameters = unetParameters(config)
  const flat = new Float32Array(parameterCount(config))
  let offset = 0
  let bound = 0
  for (const [stream, { name, shape }] of parameters.entries()) {
    const values = flat.subarray(offset, offset + sizeOf(shape))
    offset += values.length
    if (name.endsWith('.weight')) bound = 1 / Math.sqrt(sizeOf(shape.slice(1)))
    if (NORM.test(name)) values.fill(name.endsWith('.weight') ? 1 : 0)
    else if (!ZERO.test(name)) fillUniform(values, bound, uniforms(seed, stream, values.length))
  }
  return flat
}

function fillUniform(values: Float32Array, bound: number, draws: Float64Array): void {
  for (let i = 0; i < values.length; i++) values[i] = bound * (2 * (draws[i] ?? 0) - 1)
}
