/**
 * A model that is ready to edit, whatever it is made of, and how it may be opened.
 */
import type { DeviceId, Precision } from '../../src-shared/contract/devices-api.ts'
import type { Tensor } from '../../src-shared/tensor/tensor.ts'
import type { ModelRecord } from './model-record.ts'

export interface OpenModelOptions {
  readonly threads?: number | undefined
  /** Windows per run of the graph at most; what is left over may run in smaller batches. */
  readonly windowBatch?: number | undefined
  /** Side of the windows, if it is not to be the record's: a network that is built here takes smaller ones. */
  readonly windowSize?: number | undefined
  /** The processor when absent; opening fails where the device is missing. */
  readonly device?: DeviceId | undefined
  /** Of weights and activations; what goes in and comes out has 32 bits. */
  readonly precision?: Precision | undefined
  /** Refuses a device that cannot run every operator. */
  readonly wholly?: boolean | undefined
  /** Writes a profile of each graph with this prefix when the model is released. */
  readonly profile?: string | undefined
}

export interface OpenModel {
  readonly record: ModelRecord
  /** Side of the square images that the network takes. */
  readonly windowSize: number
  readonly windowBatch: number
  readonly device: DeviceId
  readonly precision: Precision
  /**
   * f(x, sigma) of any number of windows [B, 3, S, S], unclamped. Labels: one class per window, or one for
   * all; the first class when the model has classes and none is given.
   */
  readonly denoise: (noisy: Tensor, sigma: number, labels?: readonly number[]) => Promise<Tensor>
  readonly release: () => Promise<void>
}
