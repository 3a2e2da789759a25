/**
 * `bench quality`: how well the model mends damaged photographs, beside methods without a model.
 * Prints the figures, lays the pictures out on contact sheets, and writes the page about it when asked.
 */
import { join } from 'node:path'
import { UsageError } from '../../../src-shared/contract/user-error.ts'
import { DOCUMENTS, PHOTOGRAPHS } from '../../bench/project-folders.ts'
import { qualityDocument } from '../../bench/quality/document.ts'
import { ESRGAN_MISSING, hasEsrgan } from '../../bench/quality/esrgan/esrgan.ts'
import { judge } from '../../bench/quality/goals.ts'
import { SSIMULACRA_MISSING, hasSsimulacra } from '../../bench/quality/metrics/ssimulacra.ts'
import { findPhotographs } from '../../bench/quality/read-photographs.ts'
import { summarize, textTable } from '../../bench/quality/report.ts'
import { meansOf } from '../../bench/quality/summary.ts'
import { chosenTasks } from '../../bench/quality/run-quality.ts'
import { runQualityOnAll } from '../../bench/quality/run-all.ts'
import { TASK_KINDS } from '../../bench/quality/tasks.ts'
import type { QualityResult } from '../../bench/quality/run-all.ts'
import type { ModelRecord } from '../../models/library.ts'
import type { PhotographFile } from '../../training/folder-dataset.ts'
import { defineCommand } from '../command.ts'
import type { CommandContext } from '../command.ts'
import { FORCE_OPTION, MEASURED_MODEL_OPTIONS, onProcessor } from '../common-options.ts'
import { choice, flag, integer, text } from '../options.ts'
import type { OptionTable, OptionValues } from '../options.ts'
import {
  checkOutputFolder,
  chooseFolder,
  numberedPaths,
  writeOutputFolder,
  writeOutputs,
} from '../output-files.ts'
import { withModel } from '../use-model.ts'

const OPTIONS = {
  photos: text({ placeholder: 'DIR', help: 'photographs that no model was trained on' }),
  limit: integer({ min: 1, max: 1e6, help: 'use the first N photographs only' }),
  task: choice(TASK_KINDS, 'do this task only'),
  out: text({ placeholder: 'DIR', help: 'folder for the contact sheets (default: out/quality)' }),
  ...FORCE_OPTION,
  write: flag('also write docs/quality.md and the contact sheet in it'),
  ...MEASURED_MODEL_OPTIONS,
} satisfies OptionTable
type Options = OptionValues<typeof OPTIONS>

export const benchQualityCommand = defineCommand(
  {
    name: 'bench quality',
    summary: 'Measure edits of held-back photographs against methods without a model',
    operands: {},
    options: OPTIONS,
    examples: ['bench quality --write', 'bench quality --photos ~/Pictures --limit 5 --json'],
  },
  async ({ options }, context) => {
    if (options.write && options.task !== undefined) {
      throw new UsageError('--write is about every task; leave out --task.')
    }
    const files = await chooseFiles(options, context)
    const { folder, rules } = await chooseFolder(options, 'quality')
    const paths = [
      ...numberedPaths(folder, 'sheet', files.length),
      ...chosenTasks(options.task).map(({ task, variant }) => detailsPath(folder, task, variant)),
    ]
    await checkOutputFolder(folder, paths, rules)
    const withSsimulacra = await hasSsimulacra()
    if (!withSsimulacra) context.note(SSIMULACRA_MISSING)
    if (!hasEsrgan(2)) context.note(ESRGAN_MISSING)
    const { result, record } = await withModel(onProcessor(options), context, async (model) => ({
      record: model.record,
      result: await runQualityOnAll(files, {
        model,
        withSsimulacra,
        task: options.task,
        signal: context.signal,
        onRow: (done, total) => context.progress.show({ label: 'quality', done, total }),
      }),
    }))
    const pictures = [...result.sheets, ...result.details]
    const sheets = pictures.map((bytes, i) => ({ path: paths[i] ?? '', bytes }))
    await writeOutputFolder(folder, sheets, rules)
    if (options.write) await writeDocument(result, { record, withSsimulacra })
    for (const line of textTable(summarize(result.cases))) context.print(line)
    context.print(`Contact sheets: ${folder}`)
    return { report: { cases: result.cases, goals: judge(meansOf(result.cases)) } }
  },
)

/** `DIR/upscale-x2.png`: one task on every photograph at 100 %. */
function detailsPath(folder: string, task: string, variant: string): string {
  return join(folder, `${task}-${variant.replaceAll(' ', '-')}.png`)
}

async function chooseFiles(
  options: Options,
  context: CommandContext,
): Promise<readonly PhotographFile[]> {
  const found = await findPhotographs(options.photos ?? PHOTOGRAPHS, context.signal)
  for (const { path, reason } of found.skipped) context.note(`Skipped ${path}: ${reason}`)
  return found.files.slice(0, options.limit)
}

const PAGE = 'quality.md'
const SHEET = 'quality.jpg'

async function writeDocument(
  { cases, overview }: QualityResult,
  { record, withSsimulacra }: { record: ModelRecord; withSsimulacra: boolean },
): Promise<void> {
  const command = 'npm run -s selfsame -- bench quality --write'
  const page = qualityDocument(cases, { model: record, command, sheet: SHEET, withSsimulacra })
  const files = [
    { path: join(DOCUMENTS, SHEET), bytes: overview },
    { path: join(DOCUMENTS, PAGE), bytes: new TextEncoder().encode(page) },
  ]
  await writeOutputs(files, { force: true })
}
