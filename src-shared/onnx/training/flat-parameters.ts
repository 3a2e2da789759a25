/**
 * All parameters of a network as one vector: the layout, and the ways between vector, named tensors and graph.
 */
import { sizeOf, type Tensor } from '../../tensor/tensor.ts'
import { type GraphBuilder } from '../graph-builder.ts'
import { type Value } from '../graph.ts'
import { type Parameters } from '../networks/layers.ts'
import { unetParameters } from '../networks/unet-parameters.ts'
import { type UNetConfig } from '../networks/unet-config.ts'

/** Length of the flat vector. */
export function parameterCount(config: UNetConfig): number {
  return unetParameters(config).reduce((sum, { shape }) => sum + sizeOf(shape), 0)
}

/** Named tensors, in the network's own order, as one new vector. */
export function flatten(config: UNetConfig, weights: ReadonlyMap<string, Tensor>): Float32Array {
  const flat = new Float32Array(parameterCount(config))
  let offset = 0
  for (const { name, shape } of unetParameters(config)) {
    const weight = weights.get(name)
    if (!weight) throw new RangeError(`the weights lack '${name}'`)
    flat.set(weight.data, offset)
    offset += sizeOf(shape)
  }
  return flat
}

/** Views into the vector under the parameters' names. */
export function unflatten(config: UNetConfig, flat: Float32Array): Map<string, Tensor> {
  let offset = 0
  return new Map(
    unetParameters(config).map(({ name, shape }) => {
      const data = flat.subarray(offset, offset + sizeOf(shape))
      offset += data.length
      return [name, { shape, data }]
    }),
  )
}

/** The vector of a graph cut into parameters; `pieces` are what to differentiate by. */
export function splitParameters(
  g: GraphBuilder,
  config: UNetConfig,
  flat: Value,
): { readonly parameters: Parameters; readonly pieces: readonly Value[] } {
  const list = unetParameters(config)
  const pieces = g.split(
    flat,
    0,
    list.map(({ shape }) => sizeOf(shape)),
  )
  const byName = new Map(list.map(({ name, shape }, i) => [name, g.reshape(pieces[i], shape)]))
  const parameters: Parameters = (name) => {
    const value = byName.get(name)
    if (!value) throw new RangeError(`the network has no parameter '${name}'`)
    return value
  }
  return { parameters, pieces }
}
