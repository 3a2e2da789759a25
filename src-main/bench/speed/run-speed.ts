/**
 * The speed benchmark: the machine's best figures and the network's own, measured in turns in one run.
 * Returns numbers; printing them is the command's affair.
 */
import { join } from 'node:path'
import { openModel } from '../../models/open-model.ts'
import { readModel } from '../../models/read-model.ts'
import type { GraphPlace } from '../../runtime/onnx-session.ts'
import { PHOTOGRAPHS } from '../project-folders.ts'
import { measureOutside } from './measure-edit.ts'
import { measureInTurns } from './measure.ts'
import type { MeasureOptions, OpenProbes } from './measure.ts'
import { TRAINING_BATCH, forwardProbe, trainingProbe } from './network-probes.ts'
import { openConvolutions, openProducts } from './yardsticks.ts'

/** GFLOP/s, and shares of the convolution figure or of an edit's time. */
export interface SpeedReport {
  readonly gemm: number
  readonly convolution: number
  readonly forward: { readonly gflops: number; readonly ratio: number }
  readonly train: {
    readonly gflops: number
    readonly ratio: number
    readonly patchesPerSecond: number
  }
  readonly outside: number
}

export interface SpeedOptions extends Omit<MeasureOptions, 'warmUp'>, GraphPlace {
  readonly folder: string
  readonly windowBatch: number | undefined
  readonly signal: AbortSignal
}

const WARM_UP = 2
const SAMPLE = join(PHOTOGRAPHS, 'astronaut.png')

/** Measures the model of a folder. Takes about a minute on two cores; rejects with AbortError between runs. */
export async function runSpeed(options: SpeedOptions): Promise<SpeedReport> {
  const { folder, threads, device, windowBatch } = options
  const how = { threads, device }
  const { weights } = await readModel(folder)
  const model = await openModel(folder, { ...how, windowBatch })
  const open: OpenProbes[] = []
  try {
    open.push(await openProducts(how), await openConvolutions(how), forwardProbe(model))
    open.push(await trainingProbe(model, { weights, ...how }))
    const figures = await measureGroups(open, options)
    const outside = await measureOutside(SAMPLE, { ...options, model })
    return report(figures, outside)
  } finally {
    for (const { release } of open) await release()
    await model.release()
  }
}

interface Figure {
  readonly flops: number
  readonly seconds: number
}

/** The fastest probe of each group. */
async function measureGroups(groups: readonly OpenProbes[], options: SpeedOptions) {
  const probes = groups.flatMap((group) => group.probes)
  const seconds = await measureInTurns(probes, { ...options, warmUp: WARM_UP })
  const figures = probes.map(({ flops }, i): Figure => ({ flops, seconds: seconds[i] ?? NaN }))
  const speed = (figure: Figure) => figure.flops / figure.seconds
  return groups.map((group) =>
    figures
      .splice(0, group.probes.length)
      .reduce((best, figure) => (speed(figure) > speed(best) ? figure : best)),
  )
}

function report(figures: readonly Figure[], outside: number): SpeedReport {
  const [gemm = NaN, convolution = NaN, forward = NaN, train = NaN] = figures.map(
    ({ flops, seconds }) => flops / seconds / 1e9,
  )
  return {
    gemm,
    convolution,
    forward: { gflops: forward, ratio: forward / convolution },
    train: {
      gflops: train,
      ratio: train / convolution,
      patchesPerSecond: TRAINING_BATCH / (figures[3]?.seconds ?? NaN),
    },
    outside,
  }
}
