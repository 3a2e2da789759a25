/**
 * `edit upscale`: enlarges a photograph by a whole factor.
 * The mean of every block of new pixels is the pixel that was there.
 */
import { defineCommand } from '../command.ts'
import { EDIT_OPTIONS, PHOTOGRAPH } from '../edit/edit-options.ts'
import { performEdit } from '../edit/perform-edit.ts'
import { choice, required } from '../options.ts'

export const SCALES = [2, 3, 4, 8] as const

export const upscaleCommand = defineCommand(
  {
    name: 'edit upscale',
    summary: 'Enlarge a photograph',
    operands: PHOTOGRAPH,
    options: { scale: required(choice(SCALES, 'how many times wider')), ...EDIT_OPTIONS },
    examples: ['edit upscale stamp.png --scale 4 --out poster.png'],
  },
  ({ operands, options }, context) =>
    performEdit(
      {
        operator: 'upscale',
        source: operands.IN,
        others: [],
        scale: options.scale,
        options,
        request: (image, common) =>
          Promise.resolve({ operator: 'upscale', image, scale: options.scale, ...common }),
      },
      context,
    ),
)
