/**
 * The weights of a network from a file that may name and lay them out in another way. All of the network's parameters
 * must be there with their shapes, and nothing else.
 */
import { sentence } from '../contract/sentences.ts'
import { UserError } from '../contract/user-error.ts'
import type { Parameter } from '../onnx/networks/unet-parameters.ts'
import { sizeOf } from '../tensor/tensor.ts'
import { foreignTensors } from './foreign-models.ts'
import { asStored, narrowed, pickedFrom, rowsOf } from './weights.ts'
import type { StoredTensor, Weight, WeightFile } from './weights.ts'

/** Where a parameter lies in the file. */
export interface Origin {
  readonly name: string
  /**
   * 'third' k: rows [k n/3, (k+1) n/3). 'every third' k: rows k, k + 3, k + 6, ... 'transposed': a matrix turned over.
   */
  readonly part?:
    | { readonly kind: 'third' | 'every third'; readonly index: number }
    | { readonly kind: 'transposed' }
}

const FLOATS: readonly string[] = ['F64', 'F32', 'F16', 'BF16']

/** The weights by diffusers' names, in the order of `parameters`. Throws UserError naming the tensor at fault. */
export function renamedWeights(
  file: WeightFile,
  parameters: readonly Parameter[],
  originOf: (name: string) => Origin,
): Map<string, Weight> {
  const used = new Set<string>()
  const weights = new Map(
    parameters.map((parameter) => {
      const origin = originOf(parameter.name)
      used.add(origin.name)
      return [parameter.name, weightFrom(file, parameter, origin)]
    }),
  )
  for (const name of file.tensors.keys()) {
    if (used.has(name)) continue
    throw new UserError(sentence('modelTensorExtra', { file: file.name, tensor: shown(name) }))
  }
  return weights
}

function weightFrom(file: WeightFile, { name, shape }: Parameter, origin: Origin): Weight {
  const tensor = file.tensors.get(origin.name)
  if (!tensor) throw missing(file, name, origin.name)
  const wrong = (fault: string, remedy: string) =>
    new UserError(`${file.name}: tensor ${shown(origin.name)} ${fault}; ${remedy}`)
  if (!FLOATS.includes(tensor.dtype)) {
    throw wrong(`holds ${tensor.dtype}, not floating point numbers`, 'export the model again')
  }
  const stored = storedShape(shape, origin)
  if (String(withoutOnes(tensor.shape)) !== String(withoutOnes(stored))) {
    const shapes = { shape: `[${tensor.shape.join(', ')}]`, expected: `[${stored.join(', ')}]` }
    const named = { file: file.name, tensor: shown(origin.name) }
    throw new UserError(sentence('modelTensorShape', { ...named, ...shapes }))
  }
  return narrowed(partOf({ ...tensor, shape: stored }, shape, origin))
}

/** The shape that the whole tensor has in the file. */
function storedShape(shape: readonly number[], { part }: Origin): readonly number[] {
  if (part === undefined) return shape
  return part.kind === 'transposed' ? [...shape].reverse() : [3 * shape[0], ...shape.slice(1)]
}

/** A 1x1 convolution and a linear layer have the same values. */
function withoutOnes(shape: readonly number[]): readonly number[] {
  return shape.filter((extent) => extent !== 1)
}

function partOf(tensor: StoredTensor, shape: readonly number[], { part }: Origin): Weight {
  if (part === undefined) return asStored(tensor, shape)
  if (part.kind === 'third') return rowsOf(tensor, { first: part.index * shape[0], shape })
  if (part.kind === 'transposed') {
    const [rows, columns] = shape
    return pickedFrom(tensor, shape, (i) => (i % columns) * rows + Math.floor(i / columns))
  }
  const row = sizeOf(shape.slice(1))
  return pickedFrom(tensor, shape, (i) => (3 * Math.floor(i / row) + part.index) * row + (i % row))
}

function missing(file: WeightFile, parameter: string, name: string): UserError {
  const foreign = foreignTensors(file.tensors.keys())
  if (foreign !== null)
    return new UserError(sentence('modelForeign', { file: file.name, kind: foreign }))
  if (parameter.startsWith('mid_block.attentions.0.group_norm.')) {
    return new UserError(
      `${file.name}: tensor ${name} was lost in the faulty conversion of July 2023, and without it the pictures are ` +
        'wrong; take the .safetensors file and the config.json of the same page, which came later and are right',
    )
  }
  return new UserError(sentence('modelTensorMissing', { file: file.name, tensor: name }))
}

const shown = (name: string) => JSON.stringify(name.slice(0, 100))
