/**
 * `edit restore`: fills, colours and enlarges in one go, as an old scan needs it.
 * What is not asked for is not done.
 */
import { UsageError } from '../../../src-shared/contract/user-error.ts'
import { decodeMask } from '../../images/mask.ts'
import { defineCommand } from '../command.ts'
import { EDIT_OPTIONS, MASK_OPTION, PHOTOGRAPH } from '../edit/edit-options.ts'
import { performEdit } from '../edit/perform-edit.ts'
import { choice, flag } from '../options.ts'
import { SCALES } from './edit-upscale.ts'

export const restoreCommand = defineCommand(
  {
    name: 'edit restore',
    summary: 'Fill scratches, give colours and enlarge, all in one',
    operands: PHOTOGRAPH,
    options: {
      mask: MASK_OPTION,
      grey: flag('give colours: only the brightness is kept'),
      scale: choice(SCALES, 'how many times wider'),
      ...EDIT_OPTIONS,
    },
    examples: ['edit restore scan.png --mask scratches.png --grey --scale 2 --out restored.png'],
  },
  ({ operands, options }, context) => {
    const { mask, grey, scale } = options
    if (mask === undefined && !grey && scale === undefined) {
      throw new UsageError('Say what to restore: at least one of --mask, --grey and --scale.')
    }
    return performEdit(
      {
        operator: 'restore',
        source: operands.IN,
        others: mask === undefined ? [] : [mask],
        scale: scale ?? 1,
        options,
        request: async (image, common) => ({
          operator: 'restore',
          image,
          ...(mask === undefined
            ? {}
            : { mask: await decodeMask(mask, image.width, image.height) }),
          ...(grey ? { grey } : {}),
          ...(scale === undefined ? {} : { scale }),
          ...common,
        }),
      },
      context,
    )
  },
)
