/**
 * `bench speed`: how fast the network runs, held against the best that this machine can do.
 * Measures and prints; judges by the project's own targets.
 */
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import { DOCUMENTS } from '../../bench/project-folders.ts'
import { runSpeed } from '../../bench/speed/run-speed.ts'
import type { SpeedReport } from '../../bench/speed/run-speed.ts'
import { findModel } from '../../models/library.ts'
import { defineCommand } from '../command.ts'
import { MEASURED_MODEL_OPTIONS, onProcessor } from '../common-options.ts'
import { chooseDevice, machineTester } from '../machine.ts'
import { flag, integer } from '../options.ts'
import { writeOutputs } from '../output-files.ts'

const DEFAULT_ROUNDS = 11

/** What is aimed for: shares of the convolution figure, and of an edit's time. */
const TARGETS = { forward: 0.8, train: 0.6, outside: 0.05 }

export const benchSpeedCommand = defineCommand(
  {
    name: 'bench speed',
    summary: 'Measure the speed of the network against the best of this machine',
    operands: {},
    options: {
      rounds: integer({
        min: 1,
        max: 1000,
        help: `runs of each piece (default: ${DEFAULT_ROUNDS})`,
      }),
      write: flag('also write docs/speed.md'),
      ...MEASURED_MODEL_OPTIONS,
    },
    examples: ['bench speed', 'bench speed --threads 1 --json'],
  },
  async ({ options }, { print, progress, clocks, signal }) => {
    const record = await findModel(options.model)
    const wanted = onProcessor(options)
    const { device } = await chooseDevice(machineTester(signal), record, { ...wanted, signal })
    const report = await runSpeed({
      folder: record.folder,
      device,
      threads: options.threads,
      windowBatch: options['window-batch'],
      rounds: options.rounds ?? DEFAULT_ROUNDS,
      now: clocks.wall,
      signal,
      onRound: (done, total) => progress.show({ label: 'measure', done, total }),
    })
    const lines = describe(report)
    for (const line of lines) print(line)
    if (options.write) {
      const bytes = new TextEncoder().encode(page(lines))
      await writeOutputs([{ path: join(DOCUMENTS, 'speed.md'), bytes }], { force: true })
    }
    return { report: { device, ...report } }
  },
)

function describe({ gemm, convolution, forward, train, outside }: SpeedReport): string[] {
  return [
    `matrix product       ${gflops(gemm)}`,
    `3x3 convolution      ${gflops(convolution)}`,
    `forward              ${gflops(forward.gflops)}, ${versus(forward.ratio, TARGETS.forward)}`,
    `training step        ${gflops(train.gflops)}, ${versus(train.ratio, TARGETS.train)}, ` +
      `${train.patchesPerSecond.toFixed(1)} patches/s`,
    `outside the runtime  ${percent(outside)} of a 512x512 inpainting ` +
      `(target: ${percent(TARGETS.outside)} at most)`,
    'Training counts three times the forward operations for the online pass and once for the target pass.',
  ]
}

/** The figures as a page, with the machine that they belong to. */
function page(lines: readonly string[]): string {
  const machine = `${availableParallelism()} processors (${cpus()[0]?.model ?? 'unknown'})`
  return [
    '# Speed',
    '',
    `Written by \`npm run -s selfsame -- bench speed --write\` on ${machine}. The pieces take turns, each figure is`,
    'the median of its runs, and the shares are held against the best convolution of the same run.',
    '',
    ...lines.map((line) => `    ${line}`),
    '',
  ].join('\n')
}

const gflops = (value: number) => `${value.toFixed(1).padStart(6)} GFLOP/s`
const percent = (share: number) => `${(100 * share).toFixed(1)} %`
const versus = (ratio: number, target: number) =>
  `${percent(ratio)} of the convolution (target: ${percent(target)} or more)`
