/**
 * `edit inpaint`: fills what a mask or the transparency of the photograph marks.
 * Pixels outside the mark are not touched.
 */
import { DEFAULT_FILL, FILLS } from '../../../src-shared/contract/edits-api.ts'
import { UsageError } from '../../../src-shared/contract/user-error.ts'
import type { PixelImage } from '../../../src-shared/tensor/pixels.ts'
import { decodeImage } from '../../images/decode.ts'
import { decodeMask, maskFromAlpha } from '../../images/mask.ts'
import { checkOutput } from '../../images/output-file.ts'
import { defineCommand } from '../command.ts'
import { EDIT_OPTIONS, MASK_OPTION, PHOTOGRAPH } from '../edit/edit-options.ts'
import { checkLearnOptions, LEARN_OPTIONS, withLearnt } from '../edit/learn-first.ts'
import { performEdit } from '../edit/perform-edit.ts'
import { choice, flag } from '../options.ts'

export const inpaintCommand = defineCommand(
  {
    name: 'edit inpaint',
    summary: 'Replace the masked part of a photograph',
    operands: PHOTOGRAPH,
    options: {
      mask: MASK_OPTION,
      'mask-from-alpha': flag('replace what is transparent instead'),
      fill: choice(FILLS, `what wide holes are filled with (default: ${DEFAULT_FILL})`),
      ...EDIT_OPTIONS,
      ...LEARN_OPTIONS,
    },
    examples: [
      'edit inpaint street.jpg --mask cable.png --out street-clean.jpg',
      'edit inpaint erased.png --mask-from-alpha --variations 4 --out filled.png',
      'edit inpaint lawn.jpg --mask ball.png --fill texture --out lawn-clean.jpg',
      'edit inpaint wall.jpg --mask poster.png --learn 60 --out wall-clean.jpg',
    ],
  },
  async ({ operands, options }, context) => {
    const { mask, learn, fill = DEFAULT_FILL } = options
    const fromAlpha = options['mask-from-alpha'] ?? false
    if ((mask === undefined) !== fromAlpha) {
      throw new UsageError('Give one of --mask MASK.png and --mask-from-alpha.')
    }
    await checkLearnOptions(options)
    const edit = (model: string | undefined) =>
      performEdit(
        {
          operator: 'inpaint',
          source: operands.IN,
          others: mask === undefined ? [] : [mask],
          scale: 1,
          options: { ...options, model },
          request: async (image, common) => ({
            operator: 'inpaint',
            image,
            mask: await readMask(image, operands.IN, mask),
            ...(mask === undefined && { opaque: true }),
            fill,
            ...common,
          }),
        },
        context,
      )
    if (learn === undefined) return edit(options.model)
    await checkOutput(options.out, { force: options.force ?? false, sources: [operands.IN] })
    const hole = await readMask(await decodeImage(operands.IN), operands.IN, mask)
    return withLearnt({ source: operands.IN, hole, options }, context, edit)
  },
)

/** What is to be replaced: what the mask file marks, or what is transparent where there is none. */
function readMask(
  image: PixelImage,
  source: string,
  mask: string | undefined,
): Promise<PixelImage> {
  if (mask === undefined) return Promise.resolve(maskFromAlpha(image, source))
  return decodeMask(mask, image.width, image.height)
}
