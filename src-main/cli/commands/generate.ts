/**
 * `generate`: pictures out of nothing but noise, each from its own seed.
 * The model decides their size.
 */
import { generate } from '../../edits/generate.ts'
import { encodeBytes } from '../../images/encode.ts'
import type { OpenModel } from '../../models/opened-model.ts'
import { defineCommand } from '../command.ts'
import type { CommandContext } from '../command.ts'
import {
  DEFAULT_SEED,
  FOLDER_OPTIONS,
  MODEL_OPTIONS,
  SAMPLING_OPTIONS,
  samplingRequest,
} from '../common-options.ts'
import { integer, required } from '../options.ts'
import { checkOutputFolder, numberedPaths, writeOutputFolder } from '../output-files.ts'
import type { OutputFile } from '../output-files.ts'
import { withModel } from '../use-model.ts'

export const generateCommand = defineCommand(
  {
    name: 'generate',
    summary: 'Make pictures of the size of the model out of noise',
    operands: {},
    options: {
      count: required(integer({ min: 1, max: 100_000, help: 'how many, with seeds S, S+1, ...' })),
      ...FOLDER_OPTIONS,
      ...SAMPLING_OPTIONS,
      ...MODEL_OPTIONS,
    },
    examples: [
      'generate --count 16 --out pictures',
      'generate --count 4 --seed 9 --steps 2 --out more',
    ],
  },
  async ({ options }, context) => {
    const { out, count, force = false } = options
    const paths = numberedPaths(out, 'picture', count)
    await checkOutputFolder(out, paths, { force })
    const request = samplingRequest(options)
    const { files, model, device } = await withModel(options, context, async (opened) => ({
      files: await makeAll(paths, { request, model: opened, context }),
      model: opened.record.id,
      device: opened.device,
    }))
    await writeOutputFolder(out, files, { force })
    context.print(`${out}: ${count} ${count === 1 ? 'picture' : 'pictures'}`)
    return {
      report: { output: out, pictures: paths, model, device, seed: options.seed ?? DEFAULT_SEED },
    }
  },
)

interface Making {
  readonly request: ReturnType<typeof samplingRequest>
  readonly model: OpenModel
  readonly context: CommandContext
}

async function makeAll(
  paths: readonly string[],
  { request, model, context }: Making,
): Promise<OutputFile[]> {
  const files: OutputFile[] = []
  for (const [index, path] of paths.entries()) {
    context.progress.show({ label: 'generate', done: index, total: paths.length })
    const seed = request.seed + index
    for await (const { result } of generate(
      { ...request, seed },
      { model, signal: context.signal },
    )) {
      if (result) files.push({ path, bytes: await encodeBytes(result.image, 'png') })
    }
  }
  return files
}
