/**
 * Runs every tool on one photograph, one after the other, and lays the pictures out for the eye.
 * Knows the tools only through their requests; writes nothing.
 */
import type { PixelImage } from '../../../src-shared/tensor/pixels.ts'
import { contactSheet } from '../../bench/quality/contact-sheet.ts'
import type { EditProgress } from '../../edits/edit-request.ts'
import { blend } from '../../edits/blend.ts'
import { generate } from '../../edits/generate.ts'
import { runEdit } from '../../edits/run-edit.ts'
import type { OpenModel } from '../../models/opened-model.ts'
import type { CommandContext } from '../command.ts'
import { demoEdits, demoPair } from './demo-pictures.ts'

/** One tool's pictures, before and after. */
export interface Shown {
  readonly tool: string
  readonly about: string
  /** Absent where a tool starts from nothing. */
  readonly input?: PixelImage
  readonly result: PixelImage
}

const CELL = 320
/** What the editor calls those tools whose commands have other names. */
const WORDS: Readonly<Record<string, string>> = {
  inpaint: 'remove',
  colorize: 'colourise',
  upscale: 'enlarge',
  stroke: 'paint',
}
const SEED = 0
/** Both photographs and the picture half-way. */
const FRAMES = 3

/** The tools in their order, each as it is done. */
export async function* showTools(
  [photograph, other]: readonly [PixelImage, PixelImage],
  { model, context }: { model: OpenModel; context: CommandContext },
): AsyncGenerator<Shown> {
  const working = (label: string) => ({
    model,
    signal: context.signal,
    onFraction: (done: number) => context.progress.show({ label, done, total: 1 }),
  })
  for (const { tool, about, input, request } of demoEdits(photograph)) {
    yield { tool, about, input, result: await imageOf(runEdit(request, working(tool))) }
  }
  const images = demoPair(photograph, other)
  const between = blend({ images, frames: FRAMES, seed: SEED }, working('blend'))
  const about = 'half-way to another photograph'
  yield { tool: 'blend', about, input: images[1], result: await middleOf(between) }
  const result = await imageOf(generate({ seed: SEED }, working('generate')))
  yield { tool: 'generate', about: 'a picture out of noise', result }
}

async function imageOf(progress: AsyncIterable<EditProgress>): Promise<PixelImage> {
  for await (const { result } of progress) if (result) return result.image
  throw new Error('an edit ended without a result')
}

async function middleOf(
  frames: AsyncIterable<EditProgress & { readonly frame: number }>,
): Promise<PixelImage> {
  for await (const { result, frame } of frames) if (result && frame === 1) return result.image
  throw new Error('a blend ended without its middle')
}

/** Before and after of every tool, two tools a row. */
export function demoSheet(shown: readonly Shown[]): PixelImage {
  const cells = shown.map(({ tool, input, result }) => {
    const word = WORDS[tool] ?? tool
    if (!input) return [{ label: word, image: result }]
    return [
      { label: `${word}: before`, image: input },
      { label: 'after', image: result },
    ]
  })
  const rows = cells.flatMap((own, i) => (i % 2 === 0 ? [[...own, ...(cells[i + 1] ?? [])]] : []))
  return contactSheet(rows, { cell: CELL })
}
