/**
 * Tries a model on a device: a fixed input goes through it there and on the processor. First the smallest window that the
 * network takes, which is seconds of work anywhere; then whole windows, where those take no longer. Meant for a process of
 * its own; it may never answer.
 */
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Measured, ProbeReport, ProbeRequest } from '../../src-shared/contract/probe-api.ts'
import type { DeviceId } from '../../src-shared/contract/devices-api.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { encodeModel } from '../../src-shared/onnx/encode-model.ts'
import { GraphBuilder } from '../../src-shared/onnx/graph-builder.ts'
import { normals } from '../../src-shared/tensor/random.ts'
import type { Tensor } from '../../src-shared/tensor/tensor.ts'
import { readRecord } from '../models/model-record.ts'
import { smallestWindow, usualWindowBatch } from '../models/model-size.ts'
import { openModel } from '../models/open-model.ts'
import type { OpenModel, OpenModelOptions } from '../models/opened-model.ts'
import { faultOf, isMissing, isOutOfMemory } from '../runtime/device-error.ts'
import { openGraph } from '../runtime/onnx-session.ts'
import { operatorsOnCpu } from '../runtime/profile.ts'
import { makeScratchFolder } from '../scratch-folder.ts'

/** Noise levels that a network meets at the ends and in the middle of its range, where its inputs look differently. */
const SIGMAS = [0.1, 2, 40]
const SEED = 20_240_607
/** Whole windows are compared in batches of so many. */
const WINDOWS = 4
/** Seconds that a batch of whole windows may take, as far as the small one tells. */
const LONGEST = 20

export interface ProbeTools {
  readonly open: (folder: string, options: OpenModelOptions) => Promise<OpenModel>
  /** Rejects at once where the device is not there. */
  readonly reach: (device: DeviceId) => Promise<void>
  /** Milliseconds. */
  readonly now: () => number
}

/** Never rejects because of the device: what that does wrong is the answer. UserError for a model at fault. */
export function probeModel(request: ProbeRequest): Promise<ProbeReport> {
  return probeWith({ open: openModel, reach: openNothing, now: () => performance.now() }, request)
}

/** The same with other tools. */
export async function probeWith(tools: ProbeTools, request: ProbeRequest): Promise<ProbeReport> {
  const { folder, device } = request
  const record = await readRecord(folder)
  if (record.kind === 'graph' && request.precision === 'fp16') return ONLY_AS_IT_IS
  const { windows = Math.min(WINDOWS, usualWindowBatch(record)) } = request
  const profiles = await makeScratchFolder('probe')
  const tryOut = (size: TrialSize) => tryBoth({ request, profiles, tools }, size)
  try {
    await tools.reach(device)
    const small = await tryOut({ side: smallestWindow(record), windows: 1, sigmas: SIGMAS })
    const isWhole = record.kind === 'graph' && record.graph.batch !== null
    const size = { side: record.windowSize, windows }
    const whole = isWhole ? null : await tryWhole(small, size, tryOut)
    return {
      kind: 'measured',
      ...worse(small, whole ?? small),
      onCpu: device === 'cpu' ? [] : await readPlacement(profiles),
      windowsPerSecond: whole ? whole.windows / whole.seconds : paceOf(small, record.windowSize),
      smallOnly: whole === null && small.side < record.windowSize,
    }
  } catch (error) {
    if (error instanceof UserError) throw error
    return {
      kind: 'failed',
      reason: isMissing(error) ? 'missing' : 'failed',
      detail: faultOf(error),
    }
  } finally {
    await rm(profiles, { recursive: true, force: true })
  }
}

const ONLY_AS_IT_IS: ProbeReport = {
  ...{ kind: 'failed', reason: 'failed' },
  detail: 'an ONNX graph runs in the precision that it has',
}

interface TrialSize {
  /** Of the windows, in pixels. */
  readonly side: number
  /** How many run at once. */
  readonly windows: number
  readonly sigmas: readonly number[]
}

/** How a model ran on a device beside the processor. */
interface Trial extends TrialSize, Pick<Measured, 'largest' | 'rms'> {
  /** Of one run on the device that need not prepare anything any more. */
  readonly seconds: number
  /** The same on the slower of the two. */
  readonly slower: number
}

interface TrialPlace {
  readonly request: ProbeRequest
  /** Folder for what the runtime says of the run. */
  readonly profiles: string
  readonly tools: ProbeTools
}

async function tryBoth(
  { request: { folder, device, precision }, profiles, tools }: TrialPlace,
  size: TrialSize,
): Promise<Trial> {
  const { side: windowSize, windows: windowBatch, sigmas } = size
  const run = async (options: OpenModelOptions): Promise<Run> => {
    const model = await tools.open(folder, { ...options, windowSize, windowBatch })
    try {
      return await runThrough(model, { sigmas, now: tools.now })
    } finally {
      await model.release()
    }
  }
  const profile = join(profiles, `profile-${windowSize}`)
  const given = await run(device === 'cpu' ? {} : { device, precision, profile })
  const expected = device === 'cpu' ? given : await run({})
  return {
    ...size,
    windows: given.windows,
    ...compare(given.estimates, expected.estimates),
    seconds: given.seconds,
    slower: Math.max(given.seconds, expected.seconds),
  }
}

/**
 * The model as an edit runs it, with as many windows at a time as take no longer than they may and fit into the memory of
 * the device. Null where one takes too long, or the small trial was no smaller; rejects where one does not fit.
 */
async function tryWhole(
  small: Trial,
  { side, windows: most }: Pick<TrialSize, 'side' | 'windows'>,
  tryOut: (size: TrialSize) => Promise<Trial>,
): Promise<Trial | null> {
  const longest = (small.slower / small.windows) * (side / small.side) ** 2
  const isAffordable = (windows: number) => windows * longest <= LONGEST
  const isAnother = (windows: number) => side !== small.side || windows !== small.windows
  for (let windows = most; windows >= 1; windows = Math.floor(windows / 2)) {
    if (!isAffordable(windows)) continue
    if (!isAnother(windows)) return null
    try {
      return await tryOut({ side, windows, sigmas: SIGMAS.slice(0, 1) })
    } catch (error) {
      if (!isOutOfMemory(error) || windows === 1) throw error
    }
  }
  return null
}

/** Whole windows a second, by what the small trial took for its pixels. */
function paceOf({ windows, seconds, side }: Trial, whole: number): number {
  return (windows / seconds) * (side / whole) ** 2
}

function worse(a: Trial, b: Trial): Pick<Measured, 'largest' | 'rms'> {
  return { largest: Math.max(a.largest, b.largest), rms: Math.max(a.rms, b.rms) }
}

/** Opens the smallest graph there is, so that a device that is not there is known before anything long is begun. */
async function openNothing(device: DeviceId): Promise<void> {
  const g = new GraphBuilder('nothing')
  const graph = g.build({ y: g.add(g.input('x', [1]), g.scalar(1)) })
  const { release } = await openGraph(encodeModel(graph), { device })
  await release()
}

/** The same for every device: noise of a level over a slope of grey. */
function inputAt(sigma: number, { windowSize, windowBatch }: OpenModel): Tensor {
  const noise = normals(SEED, SIGMAS.indexOf(sigma), [windowBatch, 3, windowSize, windowSize])
  const slope = (i: number) => (2 * (i % windowSize)) / windowSize - 1
  return { shape: noise.shape, data: noise.data.map((value, i) => slope(i) + sigma * value) }
}

interface Run {
  readonly estimates: readonly Float32Array[]
  readonly windows: number
  /** Of one more run, which need not prepare anything any more. */
  readonly seconds: number
}

async function runThrough(
  model: OpenModel,
  { sigmas, now }: { readonly sigmas: readonly number[]; readonly now: () => number },
): Promise<Run> {
  const estimates: Float32Array[] = []
  const runAt = async (sigma: number) => (await model.denoise(inputAt(sigma, model), sigma)).data
  for (const sigma of sigmas) estimates.push(await runAt(sigma))
  const began = now()
  await runAt(sigmas[0] ?? 1)
  return { estimates, windows: model.windowBatch, seconds: (now() - began) / 1000 }
}

/** What is not a number differs as much as anything can. */
export function compare(
  given: readonly Float32Array[],
  expected: readonly Float32Array[],
): Pick<Measured, 'largest' | 'rms'> {
  let [largest, squares, count] = [0, 0, 0]
  for (const [run, values] of given.entries()) {
    for (const [i, value] of values.entries()) {
      const difference = Math.abs(value - (expected[run]?.[i] ?? NaN))
      if (!(difference <= largest)) largest = Number.isNaN(difference) ? Infinity : difference
      squares += difference ** 2
    }
    count += values.length
  }
  return { largest, rms: isFinite(largest) ? Math.sqrt(squares / count) : Infinity }
}

async function readPlacement(folder: string): Promise<string[]> {
  const found = new Set<string>()
  for (const name of await readdir(folder)) {
    for (const operator of operatorsOnCpu(await readFile(join(folder, name), 'utf8'))) {
      found.add(operator)
    }
  }
  return [...found].sort()
}
