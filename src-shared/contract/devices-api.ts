/**
 * What models can run on, what was found out about it, and what really ran. A device is named by what drives it;
 * which of several graphics processors that is, the system decides.
 */
export const DEVICES = ['webgpu', 'dml', 'coreml', 'cuda', 'cpu'] as const
export const DEVICE_CHOICES = ['auto', ...DEVICES] as const

export type DeviceId = (typeof DEVICES)[number]
/** 'auto' is the first device of the list that passes its self-test and is faster than the processor. */
export type DeviceChoice = (typeof DEVICE_CHOICES)[number]

/** What weights and activations are kept in while a model runs; what goes in and comes out has 32 bits. */
export type Precision = 'fp32' | 'fp16'

export type RefusalReason =
  /** No such driver or no such hardware. */
  | 'missing'
  /** It gave other numbers than the processor. */
  | 'wrong'
  /** It reported an error. */
  | 'failed'
  /** It took its process along. */
  | 'crashed'
  /** It gave no answer in time. */
  | 'silent'

/** What a model did on a device at its self-test. */
export interface PassedTest {
  readonly precision: Precision
  /** Largest difference from the processor's estimate; the estimate lies in [-1, 1]. */
  readonly difference: number
  /** Operators that ran on the processor for lack of a kernel, by type; empty when nothing fell back. */
  readonly onCpu: readonly string[]
  readonly windowsPerSecond: number
  /** A whole window would take too long to try: the test is of the smallest one, and the speed is reckoned from it. */
  readonly smallOnly: boolean
}

export type DeviceState =
  | { readonly kind: 'untested' }
  | ({ readonly kind: 'passed' } & PassedTest)
  /** The detail is what the driver or the runtime said, in its own words. */
  | { readonly kind: 'refused'; readonly reason: RefusalReason; readonly detail: string }

export interface DeviceInfo {
  readonly id: DeviceId
  /** As people know it, such as 'WebGPU' or 'AMD Ryzen 7 5800X (16 threads)'. */
  readonly name: string
  /** Whether 'auto' may take it. */
  readonly automatic: boolean
  readonly state: DeviceState
}

/** What runs, for the status line. */
export interface DeviceLine extends Pick<PassedTest, 'precision' | 'onCpu'> {
  readonly device: DeviceId
  readonly name: string
}

/** Something did not run as it was asked to, and went on otherwise. */
export type DeviceFall =
  /** The device did not pass, and another one took its place. */
  | {
      readonly kind: 'refused'
      readonly model: string
      readonly from: DeviceId
      readonly to: DeviceId
      readonly reason: RefusalReason
      readonly detail: string
    }
  /** The memory of the device was too small for so many windows at a time. */
  | { readonly kind: 'smaller-batch'; readonly device: DeviceId; readonly windows: number }
  /** It was too small for a single window. */
  | { readonly kind: 'out-of-memory'; readonly from: DeviceId; readonly to: DeviceId }

export interface BenchmarkRow {
  readonly model: string
  readonly device: DeviceId
  /** Null where the device was refused. */
  readonly test: PassedTest | null
}

export interface DevicesApi {
  /** What this machine has for a model (by id), in the order in which devices are tried; the processor is last. */
  list(model: string): Promise<readonly DeviceInfo[]>
  /** Tests one device, or all, again, whatever is remembered; answers with the new list. */
  test(
    request: { readonly model: string; readonly device?: DeviceId },
    signal?: AbortSignal,
  ): Promise<readonly DeviceInfo[]>
  /** Measures models on every device that they run on; a row each as it is done, and all at the end. */
  benchmark(
    request: { readonly models: readonly string[] },
    signal?: AbortSignal,
  ): Promise<readonly BenchmarkRow[]>
  onBenchmark(listener: (row: BenchmarkRow) => void): () => void
  /** What the last run ran on; before the first one, the processor. */
  line(): Promise<DeviceLine>
  onLine(listener: (line: DeviceLine) => void): () => void
  onFall(listener: (fall: DeviceFall) => void): () => void
  /** The device at its self-test, which a run waits for; null once that is over. */
  onTest(listener: (device: DeviceId | null) => void): () => void
}
