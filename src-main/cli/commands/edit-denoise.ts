/**
 * `edit denoise`: takes the grain out of a photograph.
 * How much grain there is may be said or is estimated.
 */
import { defineCommand } from '../command.ts'
import { EDIT_OPTIONS, PHOTOGRAPH } from '../edit/edit-options.ts'
import { performEdit } from '../edit/perform-edit.ts'
import { real } from '../options.ts'

export const denoiseCommand = defineCommand(
  {
    name: 'edit denoise',
    summary: 'Remove noise from a photograph',
    operands: PHOTOGRAPH,
    options: {
      sigma: real({
        min: 0,
        max: 255,
        placeholder: 'S',
        help: 'deviation of the noise in levels of 0..255 (default: estimated)',
      }),
      ...EDIT_OPTIONS,
    },
    examples: [
      'edit denoise night.jpg --out night-clean.jpg',
      'edit denoise scan.tif --sigma 12 --out clean.tif',
    ],
  },
  ({ operands, options }, context) => {
    const { sigma } = options
    return performEdit(
      {
        operator: 'denoise',
        source: operands.IN,
        others: [],
        scale: 1,
        options,
        request: (image, common) =>
          Promise.resolve({
            operator: 'denoise',
            image,
            ...(sigma === undefined ? {} : { sigma }),
            ...common,
          }),
      },
      context,
    )
  },
)
