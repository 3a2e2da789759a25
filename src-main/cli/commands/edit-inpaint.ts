/**
 * `edit inpaint`: fills what a mask or the transparency of the photograph marks.
 * Pixels outside the mark are not touched.
 */
import { UsageError } from '../../../src-shared/contract/user-error.ts'
import { decodeMask, maskFromAlpha } from '../../images/mask.ts'
import { defineCommand } from '../command.ts'
import { EDIT_OPTIONS, MASK_OPTION, PHOTOGRAPH } from '../edit/edit-options.ts'
import { performEdit } from '../edit/perform-edit.ts'
import { flag } from '../options.ts'

export const inpaintCommand = defineCommand(
  {
    name: 'edit inpaint',
    summary: 'Replace the masked part of a photograph',
    operands: PHOTOGRAPH,
    options: {
      mask: MASK_OPTION,
      'mask-from-alpha': flag('replace what is transparent instead'),
      ...EDIT_OPTIONS,
    },
    examples: [
      'edit inpaint street.jpg --mask cable.png --out street-clean.jpg',
      'edit inpaint erased.png --mask-from-alpha --variations 4 --out filled.png',
    ],
  },
  ({ operands, options }, context) => {
    const { mask } = options
    const fromAlpha = options['mask-from-alpha'] ?? false
    if ((mask === undefined) !== fromAlpha) {
      throw new UsageError('Give one of --mask MASK.png and --mask-from-alpha.')
    }
    return performEdit(
      {
        operator: 'inpaint',
        source: operands.IN,
        others: mask === undefined ? [] : [mask],
        scale: 1,
        options,
        request: async (image, common) => {
          const { width, height } = image
          if (mask !== undefined) {
            const painted = await decodeMask(mask, width, height)
            return { operator: 'inpaint', image, mask: painted, ...common }
          }
          const erased = maskFromAlpha(image, operands.IN)
          return { operator: 'inpaint', image, mask: erased, opaque: true, ...common }
        },
      },
      context,
    )
  },
)
