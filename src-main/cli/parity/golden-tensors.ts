/**
 * A file of reference tensors that remembers which of them were looked at, so that none is left out unsaid.
 * Reads values; what they mean is the checks' affair.
 */
import { UserError } from '../../../src-shared/contract/user-error.ts'
import { float32, float64, type Safetensors } from '../../../src-shared/importers/safetensors.ts'
import type { IntTensor, Tensor } from '../../../src-shared/tensor/tensor.ts'

const REMEDY = 'use the files of one reference run'

export class GoldenTensors {
  readonly #file: Safetensors
  readonly #unread: Set<string>

  constructor(file: Safetensors) {
    this.#file = file
    this.#unread = new Set(file.tensors.keys())
  }

  get names(): readonly string[] {
    return [...this.#file.tensors.keys()]
  }

  /** The names that nobody has read so far. */
  get unread(): ReadonlySet<string> {
    return this.#unread
  }

  has(name: string): boolean {
    return this.#file.tensors.has(name)
  }

  /** In 32 bits. UserError where it is missing. */
  tensor(name: string): Tensor {
    const entry = this.#entry(name)
    return { shape: entry.shape, data: float32(entry) }
  }

  /** In 64 bits, row by row. UserError where it is missing. */
  values(name: string): Float64Array {
    return float64(this.#entry(name))
  }

  /** Class labels, where the file has them under this name. */
  labels(name: string): IntTensor | undefined {
    if (!this.has(name)) return undefined
    return { shape: this.#entry(name).shape, data: Int32Array.from(this.values(name)) }
  }

  #entry(name: string) {
    const entry = this.#file.tensors.get(name)
    if (!entry) throw this.wrong(name, 'is missing')
    this.#unread.delete(name)
    return entry
  }

  /** The error that says what is wrong with a tensor. */
  wrong(name: string, fault: string): UserError {
    return new UserError(`${this.#file.name}: tensor ${name} ${fault}; ${REMEDY}`)
  }
}
