/**
 * What a probe answers: a process of its own that tries one model on one device, since a driver at fault may take
 * the process that uses it along. The engine asks the process that started it for probes.
 */
import type { DeviceId, Precision, RefusalReason } from './devices-api.ts'

export interface ProbeRequest {
  /** Model folder. */
  readonly folder: string
  readonly device: DeviceId
  readonly precision: Precision
  /** Windows per run; the model's own good number if not given. */
  readonly windows?: number
}

/** How a model ran on a device beside the processor, in 32 bits, with the same input. */
export interface Measured {
  readonly kind: 'measured'
  /** Largest difference of a value of the estimates, which lie in [-1, 1]; infinite where one is not a number. */
  readonly largest: number
  /** Root of the mean squared difference. */
  readonly rms: number
  /** Types of the operators that ran on the processor for lack of a kernel. */
  readonly onCpu: readonly string[]
  readonly windowsPerSecond: number
  /** Whole windows, which would take too long, were not tried. */
  readonly smallOnly: boolean
}

export type ProbeReport =
  Measured | { readonly kind: 'failed'; readonly reason: RefusalReason; readonly detail: string }

export interface Prober {
  measure(request: ProbeRequest, signal?: AbortSignal): Promise<ProbeReport>
}

/** Answered by a probe, and by whoever starts probes. */
export interface ProbeApi {
  readonly probe: Prober
}
