/**
 * `blend`: the pictures between two photographs, from the one to the other.
 * Both must have the same size.
 */
import { UserError } from '../../../src-shared/contract/user-error.ts'
import type { PixelImage } from '../../../src-shared/tensor/pixels.ts'
import { blend } from '../../edits/blend.ts'
import type { BlendRequest } from '../../edits/blend.ts'
import { decodeImage } from '../../images/decode.ts'
import { encodeBytes } from '../../images/encode.ts'
import type { ImageMetadata } from '../../images/metadata/image-metadata.ts'
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

export const blendCommand = defineCommand(
  {
    name: 'blend',
    summary: 'Make the pictures between two photographs',
    operands: { A: 'the first photograph', B: 'the last photograph, of the same size' },
    options: {
      frames: required(
        integer({ min: 2, max: 100_000, help: 'how many, both photographs included' }),
      ),
      ...FOLDER_OPTIONS,
      ...SAMPLING_OPTIONS,
      ...MODEL_OPTIONS,
    },
    examples: ['blend summer.jpg winter.jpg --frames 24 --out year'],
  },
  async ({ operands: { A, B }, options }, context) => {
    const { out, frames, force = false } = options
    const rules = { force, sources: [A, B] }
    const paths = numberedPaths(out, 'frame', frames)
    await checkOutputFolder(out, paths, rules)
    const [first, last] = [await decodeImage(A), await decodeImage(B)]
    checkSizes([A, first], [B, last])
    for (const note of [...first.notes, ...last.notes]) context.note(note.text)
    const request = { ...samplingRequest(options), images: [first, last], frames } as const
    const { files, model, device } = await withModel(options, context, async (opened) => ({
      files: await blendAll(paths, { request, metadata: first.metadata, model: opened, context }),
      model: opened.record.id,
      device: opened.device,
    }))
    await writeOutputFolder(out, files, rules)
    context.print(`${out}: ${frames} frames`)
    return {
      report: { output: out, frames: paths, model, device, seed: options.seed ?? DEFAULT_SEED },
    }
  },
)

type Named = readonly [file: string, image: PixelImage]

/** Throws UserError for photographs of two sizes, by their names. */
function checkSizes(...[[a, first], [b, last]]: readonly [Named, Named]): void {
  if (first.width === last.width && first.height === last.height) return
  const sizes = [first, last].map(({ width, height }) => `${width} x ${height} pixels`)
  throw new UserError(
    `${a} has ${sizes[0]} and ${b} has ${sizes[1]}; crop or scale them to one size.`,
  )
}

interface Blending {
  readonly request: BlendRequest
  readonly metadata: ImageMetadata
  readonly model: OpenModel
  readonly context: CommandContext
}

async function blendAll(
  paths: readonly string[],
  { request, metadata, model, context }: Blending,
): Promise<OutputFile[]> {
  const files: OutputFile[] = []
  const total = paths.length
  for await (const step of blend(request, { model, signal: context.signal })) {
    context.progress.show({ label: 'blend', done: step.frame + step.fraction, total })
    const path = paths[step.frame]
    if (!step.result || path === undefined) continue
    const { icc } = metadata
    const bytes = await encodeBytes(step.result.image, 'png', { metadata: icc ? { icc } : {} })
    files.push({ path, bytes })
  }
  return files
}
