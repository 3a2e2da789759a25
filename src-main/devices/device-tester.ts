/**
 * Finds out what a model can run on: by what is remembered, else by a probe. It decides; probes do the trying.
 */
import type {
  DeviceChoice,
  DeviceId,
  DeviceInfo,
  DeviceState,
  PassedTest,
  Precision,
  RefusalReason,
} from '../../src-shared/contract/devices-api.ts'
import type { Prober, ProbeRequest } from '../../src-shared/contract/probe-api.ts'
import type { ModelRecord } from '../models/model-record.ts'
import { DEVICE_NAMES, isAutomatic } from '../runtime/devices.ts'
import { judge } from './judge.ts'
import type { TestMemory } from './test-memory.ts'

type Model = Pick<ModelRecord, 'hash' | 'folder'>

export interface Refusal {
  readonly device: DeviceId
  readonly reason: RefusalReason
  readonly detail: string
  /** Found out just now, not remembered. */
  readonly isNew: boolean
}

export interface Chosen extends Pick<PassedTest, 'precision' | 'onCpu'> {
  readonly device: DeviceId
  /** What was to run instead, in the order in which it was tried. */
  readonly refused: readonly Refusal[]
}

export interface TestOptions extends Pick<ProbeRequest, 'windows'> {
  readonly signal?: AbortSignal | undefined
}

export interface AskOptions {
  readonly signal?: AbortSignal | undefined
  /** Is told of each device that has to be tested first. */
  readonly onTest?: ((device: DeviceId) => void) | undefined
}

export interface DeviceTester {
  /** As people know it. */
  nameOf(device: DeviceId): string
  list(model: Model): Promise<readonly DeviceInfo[]>
  /** Tests a device anew. */
  test(model: Model, device: DeviceId, options?: TestOptions): Promise<DeviceState>
  /** What is known of a device, tested where it was not yet. */
  ask(model: Model, device: DeviceId, options?: AskOptions): Promise<DeviceState>
  /** The device for a choice, tested where it was not yet. */
  choose(model: Model, choice: DeviceChoice, options?: AskOptions): Promise<Chosen>
}

export interface DeviceTesterOptions {
  /** As devicesOf() gives them: the processor last. */
  readonly devices: readonly DeviceId[]
  readonly prober: Prober
  readonly memory: TestMemory
  /** Name of the processor. */
  readonly processor: string
}

const ON_PROCESSOR = { device: 'cpu', precision: 'fp32', onCpu: [] } as const

export function createDeviceTester(options: DeviceTesterOptions): DeviceTester {
  const { devices, prober, memory, processor } = options
  const nameOf = (device: DeviceId) => (device === 'cpu' ? processor : DEVICE_NAMES[device])

  const test = async (model: Model, device: DeviceId, { signal, ...how }: TestOptions = {}) => {
    const { hash, folder } = model
    const found = await tryPrecisions(prober, { folder, device, ...how }, signal)
    await memory.keep(hash, device, found)
    return found
  }
  const tests = new Map<string, Promise<DeviceState>>()
  /** The test, which goes on when nobody waits any more: who asks again will be glad of it. */
  const running = (model: Model, device: DeviceId) => {
    const key = `${model.hash} ${device}`
    const known = tests.get(key)
    if (known) return known
    const begun = test(model, device).finally(() => tests.delete(key))
    tests.set(key, begun)
    return begun
  }
  const find = async (model: Model, device: DeviceId, { signal, onTest }: AskOptions = {}) => {
    const known = await memory.recall(model.hash, device)
    if (known.kind !== 'untested') return { state: known, isNew: false }
    onTest?.(device)
    return { state: await patiently(running(model, device), signal), isNew: true }
  }
  const list = (model: Model) =>
    Promise.all(
      devices.map(async (id) => ({
        id,
        name: nameOf(id),
        automatic: isAutomatic(id),
        state: await memory.recall(model.hash, id),
      })),
    )

  const choose = async (model: Model, choice: DeviceChoice, options?: AskOptions) => {
    const refused: Refusal[] = []
    for (const device of candidates(devices, choice)) {
      const { state, isNew } = await find(model, device, options)
      if (state.kind === 'refused') refused.push({ device, isNew, ...withoutKind(state) })
      if (state.kind !== 'passed') continue
      if (device !== choice && !(await isFaster(state, model, options))) continue
      return { device, precision: state.precision, onCpu: state.onCpu, refused }
    }
    return { ...ON_PROCESSOR, refused }
  }
  const isFaster = async (state: PassedTest, model: Model, options?: AskOptions) => {
    const { state: cpu } = await find(model, 'cpu', options)
    return cpu.kind !== 'passed' || state.windowsPerSecond > cpu.windowsPerSecond
  }
  const ask: DeviceTester['ask'] = async (...asked) => (await find(...asked)).state
  return { nameOf, list, test, ask, choose }
}

/** What to try for a choice: that first, then what may take its place. The processor needs no trying. */
function candidates(devices: readonly DeviceId[], choice: DeviceChoice): DeviceId[] {
  if (choice === 'cpu') return []
  const usual = devices.filter((device) => device !== 'cpu' && isAutomatic(device))
  return choice === 'auto' ? usual : [choice, ...usual.filter((device) => device !== choice)]
}

function withoutKind({ reason, detail }: DeviceState & { kind: 'refused' }) {
  return { reason, detail }
}

const PRECISIONS: readonly Precision[] = ['fp16', 'fp32']

/** Half precision where it passes; what the last precision made of the device where none does. */
async function tryPrecisions(
  prober: Prober,
  request: Omit<ProbeRequest, 'precision'>,
  signal?: AbortSignal,
): Promise<DeviceState> {
  let state: DeviceState = { kind: 'untested' }
  for (const precision of request.device === 'cpu' ? (['fp32'] as const) : PRECISIONS) {
    state = judge(await prober.measure({ ...request, precision }, signal), precision)
    if (state.kind === 'passed' || (state.kind === 'refused' && state.reason === 'missing')) break
  }
  return state
}

/** The value, or the reason of the signal where that comes first. */
async function patiently<Value>(value: Promise<Value>, signal?: AbortSignal): Promise<Value> {
  signal?.throwIfAborted()
  return new Promise<Value>((resolve, reject) => {
    const leave = () =>
      reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'))
    signal?.addEventListener('abort', leave, { once: true })
    void value.then(resolve, reject).finally(() => signal?.removeEventListener('abort', leave))
  })
}
