/**
 * Tries a model on a device: a fixed input goes through it there and on the processor, and a second time to be
 * timed. Meant for a process of its own; it may never answer.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Measured, ProbeReport, ProbeRequest } from '../../src-shared/contract/probe-api.ts'
import type { DeviceId } from '../../src-shared/contract/devices-api.ts'
import { encodeModel } from '../../src-shared/onnx/encode-model.ts'
import { GraphBuilder } from '../../src-shared/onnx/graph-builder.ts'
import { normals } from '../../src-shared/tensor/random.ts'
import type { Tensor } from '../../src-shared/tensor/tensor.ts'
import { readRecord } from '../models/model-record.ts'
import { usualWindowBatch } from '../models/model-size.ts'
import { openModel } from '../models/open-model.ts'
import type { OpenModel, OpenModelOptions } from '../models/open-model.ts'
import { faultOf, isMissing } from '../runtime/device-error.ts'
import { openGraph } from '../runtime/onnx-session.ts'
import { operatorsOnCpu } from '../runtime/profile.ts'

/** Noise levels that a network meets at the ends and in the middle of its range, where its inputs look differently. */
const SIGMAS = [0.1, 2, 40]
const SEED = 20_240_607
/** Windows are compared in batches of so many. */
const WINDOWS = 4

/** Never rejects because of the device: what that does wrong is the answer. UserError for a model at fault. */
export async function probeModel(request: ProbeRequest): Promise<ProbeReport> {
  const {
    folder,
    device,
    precision,
    windows = Math.min(WINDOWS, await usualWindows(folder)),
  } = request
  const profiles = await mkdtemp(join(tmpdir(), 'selfsame-probe-'))
  try {
    await openNothing(device)
    const reference =
      device === 'cpu' ? null : await runReleased(folder, { windowBatch: windows }, estimates)
    const profile = join(profiles, 'profile')
    const ran = await runReleased(
      folder,
      { device, precision, windowBatch: windows, profile },
      async (model) => ({ given: await estimates(model), pace: await timed(model) }),
    )
    const onCpu = device === 'cpu' ? [] : await readPlacement(profiles)
    return {
      kind: 'measured',
      ...compare(ran.given, reference ?? ran.given),
      onCpu,
      windowsPerSecond: ran.pace,
    }
  } catch (error) {
    return {
      kind: 'failed',
      reason: isMissing(error) ? 'missing' : 'failed',
      detail: faultOf(error),
    }
  } finally {
    await rm(profiles, { recursive: true, force: true })
  }
}

async function usualWindows(folder: string): Promise<number> {
  return usualWindowBatch(await readRecord(folder))
}

/** Opens the smallest graph there is, so that a device that is not there is known before anything long is begun. */
async function openNothing(device: DeviceId): Promise<void> {
  const g = new GraphBuilder('nothing')
  const graph = g.build({ y: g.add(g.input('x', [1]), g.scalar(1)) })
  const { release } = await openGraph(encodeModel(graph), { device })
  await release()
}

async function runReleased<Result>(
  folder: string,
  options: OpenModelOptions,
  use: (model: OpenModel) => Promise<Result>,
): Promise<Result> {
  const model = await openModel(folder, options)
  try {
    return await use(model)
  } finally {
    await model.release()
  }
}

/** The same for every device: noise of a level over a slope of grey. */
function inputAt(sigma: number, { windowSize, windowBatch }: OpenModel): Tensor {
  const noise = normals(SEED, SIGMAS.indexOf(sigma), [windowBatch, 3, windowSize, windowSize])
  const slope = (i: number) => (2 * (i % windowSize)) / windowSize - 1
  return { shape: noise.shape, data: noise.data.map((value, i) => slope(i) + sigma * value) }
}

async function estimates(model: OpenModel): Promise<Float32Array[]> {
  const found: Float32Array[] = []
  for (const sigma of SIGMAS) found.push((await model.denoise(inputAt(sigma, model), sigma)).data)
  return found
}

/** Windows per second of one run that need not prepare anything any more. */
async function timed(model: OpenModel): Promise<number> {
  const [sigma = 1] = SIGMAS
  const input = inputAt(sigma, model)
  const began = performance.now()
  await model.denoise(input, sigma)
  return (1000 * model.windowBatch) / (performance.now() - began)
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
