/**
 * `bench learn`: what learning a picture gains where holes of it are filled. Writes nothing.
 */
import { DEVICES } from '../../../src-shared/contract/devices-api.ts'
import { PHOTOGRAPHS } from '../../bench/project-folders.ts'
import { runLearn } from '../../bench/learn/run-learn.ts'
import type { LearnCase } from '../../bench/learn/run-learn.ts'
import { findPhotographs, readPhotograph } from '../../bench/quality/read-photographs.ts'
import { findModel } from '../../models/library.ts'
import { defineCommand } from '../command.ts'
import type { CommandContext } from '../command.ts'
import { choice, integer, real, text } from '../options.ts'

const DEFAULT_SECONDS = 60

export const benchLearnCommand = defineCommand(
  {
    name: 'bench learn',
    summary: 'Measure what learning a picture gains where its holes are filled',
    operands: {},
    options: {
      photos: text({ placeholder: 'DIR', help: 'photographs that no model was trained on' }),
      limit: integer({ min: 1, max: 1e6, help: 'use the first N photographs only' }),
      seconds: real({ min: 5, max: 3600, help: 'how long each is learnt (default: 60)' }),
      updates: integer({ min: 1, max: 1e6, help: 'or by how many updates, which is repeatable' }),
      model: text({ placeholder: 'ID|DIR', help: 'model to start from' }),
      threads: integer({ min: 1, max: 1024, help: 'threads of the runtime' }),
      device: choice(
        DEVICES,
        'what runs the edits (default: cpu); what is learnt is on the processor',
      ),
    },
    examples: ['bench learn', 'bench learn --limit 3 --updates 80 --json'],
  },
  async ({ options }, context) => {
    const { signal, clocks } = context
    const { files } = await findPhotographs(options.photos ?? PHOTOGRAPHS, signal)
    const { folder: from } = await findModel(options.model)
    const { updates, seconds = DEFAULT_SECONDS, threads, device } = options
    const length = updates === undefined ? { seconds } : { steps: updates }
    const cases: LearnCase[] = []
    for (const file of files.slice(0, options.limit)) {
      const photograph = await readPhotograph(file)
      const one = await runLearn(photograph, {
        ...{ from, length, seed: 0, threads, device, clocks, signal },
      })
      cases.push(one)
      context.print(lineOf(one))
    }
    const mean = meanOf(cases)
    printMean(mean, context)
    return { report: { cases, mean } }
  },
)

const signed = (value: number, digits: number) => `${value < 0 ? '' : '+'}${value.toFixed(digits)}`

function lineOf({ photo, before, learnt, updates, seconds }: LearnCase): string {
  return (
    `${photo.padEnd(16)} ${before.psnr.toFixed(2)} dB, learnt ${learnt.psnr.toFixed(2)} dB; ` +
    `SSIM ${before.ssim.toFixed(4)}, learnt ${learnt.ssim.toFixed(4)}; ` +
    `${updates} updates in ${seconds.toFixed(0)} s`
  )
}

interface Mean {
  readonly psnrGain: number
  readonly ssimGain: number
}

function meanOf(cases: readonly LearnCase[]): Mean {
  const mean = (value: (one: LearnCase) => number) =>
    cases.reduce((sum, one) => sum + value(one), 0) / Math.max(cases.length, 1)
  return {
    psnrGain: mean(({ before, learnt }) => learnt.psnr - before.psnr),
    ssimGain: mean(({ before, learnt }) => learnt.ssim - before.ssim),
  }
}

function printMean({ psnrGain, ssimGain }: Mean, { print }: CommandContext): void {
  print(`Mean gain: ${signed(psnrGain, 2)} dB, SSIM ${signed(ssimGain, 4)}`)
}
