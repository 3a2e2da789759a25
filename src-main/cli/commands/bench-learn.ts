/**
 * `bench learn`: what learning a picture gains where holes of it are filled.
 */
import { DEVICES } from '../../../src-shared/contract/devices-api.ts'
import { PHOTOGRAPHS } from '../../bench/project-folders.ts'
import { learnTable, meanGain, signed } from '../../bench/learn/report.ts'
import { runLearn } from '../../bench/learn/run-learn.ts'
import type { LearnCase } from '../../bench/learn/run-learn.ts'
import { findPhotographs, readPhotograph } from '../../bench/quality/read-photographs.ts'
import { findModel } from '../../models/library.ts'
import { defineCommand } from '../command.ts'
import { choice, flag, integer, real, text } from '../options.ts'
import { writePageBlock } from '../training-page.ts'

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
      write: flag('also write the table of docs/training.md'),
    },
    examples: ['bench learn', 'bench learn --updates 80 --write'],
  },
  async ({ options }, context) => {
    const { signal, clocks } = context
    const { files } = await findPhotographs(options.photos ?? PHOTOGRAPHS, signal)
    const { id, hash, folder: from } = await findModel(options.model)
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
    const mean = meanGain(cases)
    context.print(`Mean gain: ${signed(mean.psnrGain, 2)} dB, SSIM ${signed(mean.ssimGain, 4)}`)
    const lines = learnTable(cases, { id, hash })
    if (options.write) await writePageBlock({ name: 'learn', lines })
    return { report: { cases, mean } }
  },
)

function lineOf({ photo, before, learnt, updates, seconds }: LearnCase): string {
  return (
    `${photo.padEnd(16)} ${before.psnr.toFixed(2)} dB, learnt ${learnt.psnr.toFixed(2)} dB; ` +
    `SSIM ${before.ssim.toFixed(4)}, learnt ${learnt.ssim.toFixed(4)}; ` +
    `${updates} updates in ${seconds.toFixed(0)} s`
  )
}
