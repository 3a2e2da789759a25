/**
 * Learns the photograph before an edit, and hands the edit the model that came of it.
 * The model is kept where that is asked for, and gone with the command otherwise.
 */
import { rm, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { UsageError, UserError } from '../../../src-shared/contract/user-error.ts'
import type { PixelImage } from '../../../src-shared/tensor/pixels.ts'
import { decodeRgb8 } from '../../images/decode-rgb8.ts'
import { findModel } from '../../models/library.ts'
import { makeScratchFolder } from '../../scratch-folder.ts'
import { fitHole } from '../../training/fit-hole.ts'
import { learnPicture } from '../../training/learn-picture.ts'
import { PATCH_DEFAULTS } from '../../training/patch-source.ts'
import { checkModelFolder } from '../../training/train-request.ts'
import type { CommandContext } from '../command.ts'
import { real, text } from '../options.ts'
import type { OptionTable, OptionValues } from '../options.ts'

export const LEARN_OPTIONS = {
  learn: real({
    min: 5,
    max: 3600,
    placeholder: 'SECONDS',
    help: 'first learn the photograph around the mask for so long',
  }),
  'keep-learnt': text({ placeholder: 'MODELDIR', help: 'keeps the model that has learnt it' }),
} satisfies OptionTable

type Options = OptionValues<typeof LEARN_OPTIONS> & {
  readonly model?: string | undefined
  readonly threads?: number | undefined
  readonly seed?: number | undefined
  readonly label?: number | undefined
  readonly recipe?: string | undefined
}

export interface LearnRequest {
  /** The photograph's file. */
  readonly source: string
  /** Where it is to be replaced: as large as the photograph, one channel. */
  readonly hole: PixelImage
  readonly options: Options
}

/** Throws UsageError where the options do not fit together, and UserError where the model may not be kept. */
export async function checkLearnOptions(options: Options): Promise<void> {
  const keep = options['keep-learnt']
  if (options.learn === undefined) {
    if (keep === undefined) return
    throw new UsageError('--keep-learnt keeps what --learn has made; give --learn SECONDS too.')
  }
  if (options.recipe !== undefined && keep === undefined) {
    throw new UsageError('A recipe names its model; keep it with --keep-learnt MODELDIR.')
  }
  if (keep !== undefined) checkModelFolder('keep-learnt', keep)
  if (keep !== undefined && (await stat(keep).catch(() => null))) {
    throw new UserError(`${keep} is there already; choose another --keep-learnt or remove it.`)
  }
}

/** The result of `edit` with the folder of the model that has learnt the photograph. */
export async function withLearnt<Result>(
  { source, hole, options }: LearnRequest,
  context: CommandContext,
  edit: (model: string) => Promise<Result>,
): Promise<Result> {
  const work = await makeScratchFolder('learn')
  const out = options['keep-learnt'] ?? join(work, 'learnt')
  try {
    const image = await decodeRgb8(source, { maxSide: PATCH_DEFAULTS.maxSide })
    const { folder: from } = await findModel(options.model)
    const picture = basename(source)
    const events = learnPicture(
      {
        image,
        hole: fitHole(hole, image),
        from,
        length: { seconds: options.learn ?? 0 },
        seed: options.seed ?? 0,
        label: options.label,
        out,
        name: basename(resolve(out)),
        runFolder: join(work, 'run'),
        picture,
        command: `selfsame edit inpaint ${picture} --learn ${options.learn}`,
        threads: options.threads,
      },
      context,
    )
    for await (const event of events) {
      if (event.type === 'stopped') context.signal.throwIfAborted()
      if (event.type !== 'step') continue
      const { step, steps, etaSeconds } = event
      context.progress.show({ label: 'learn', done: step, total: steps, secondsLeft: etaSeconds })
    }
    return await edit(out)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}
