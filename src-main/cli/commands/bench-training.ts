/**
 * `bench training`: what each recipe learns, measured: against a closed form, against the others on small pictures, and on
 * a family of textures. Runs are kept under runs/, so that a part that was cut off goes on where it was.
 */
import { join } from 'node:path'
import { DEVICES } from '../../../src-shared/contract/devices-api.ts'
import { RUNS } from '../../bench/project-folders.ts'
import { PART_NAMES, PARTS } from '../../bench/training/parts.ts'
import type { PartName, PartResult } from '../../bench/training/parts.ts'
import { findModel } from '../../models/library.ts'
import { defineCommand } from '../command.ts'
import { choice, flag, integer, real, text } from '../options.ts'
import { writePageBlock } from '../training-page.ts'

export const benchTrainingCommand = defineCommand(
  {
    name: 'bench training',
    summary: 'Measure what the training recipes learn',
    operands: {},
    options: {
      part: choice(PART_NAMES, 'measure this part only'),
      runs: text({ placeholder: 'DIR', help: 'keep the runs here (default: runs/bench-training)' }),
      scale: real({ min: 0.001, max: 100, help: 'factor of all numbers of updates (default: 1)' }),
      model: text({ placeholder: 'ID|DIR', help: 'model that is tuned on the textures' }),
      threads: integer({ min: 1, max: 1024, help: 'threads of the runtime (default: 1)' }),
      device: choice(
        DEVICES,
        'what computes the updates (default: cpu); what is learnt is measured on the processor',
      ),
      write: flag('also write the tables and pictures of docs/training.md'),
    },
    examples: ['bench training --part closed-form', 'bench training --write'],
  },
  async ({ options }, { print, progress, clocks, signal }) => {
    const { id, hash, folder: from } = await findModel(options.model)
    const place = {
      from,
      model: { id, hash },
      scale: options.scale ?? 1,
      folder: options.runs ?? join(RUNS, 'bench-training'),
      threads: options.threads ?? 1,
      device: options.device === 'cpu' ? undefined : options.device,
      clocks,
      signal,
      onStep: (label: string, done: number, total: number) => progress.show({ label, done, total }),
    }
    const found: Partial<Record<PartName, PartResult>> = {}
    for (const name of options.part ? [options.part] : PART_NAMES) {
      const result = await PARTS[name](place)
      progress.clear()
      for (const line of result.tables) print(line)
      const { tables: lines, pictures } = result
      if (options.write) await writePageBlock({ name, lines, pictures })
      found[name] = result
    }
    const figures = Object.entries(found).map(([name, part]) => [name, part.figures] as const)
    return { report: Object.fromEntries(figures) }
  },
)
