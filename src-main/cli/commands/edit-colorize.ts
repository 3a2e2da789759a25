/**
 * `edit colorize`: gives colours to a grey photograph.
 * The brightness of every pixel stays.
 */
import { defineCommand } from '../command.ts'
import { EDIT_OPTIONS, PHOTOGRAPH } from '../edit/edit-options.ts'
import { performEdit } from '../edit/perform-edit.ts'

export const colorizeCommand = defineCommand(
  {
    name: 'edit colorize',
    summary: 'Give colours to a photograph, keeping its brightness',
    operands: PHOTOGRAPH,
    options: EDIT_OPTIONS,
    examples: ['edit colorize grandmother.tif --variations 4 --out colours.png'],
  },
  ({ operands, options }, context) =>
    performEdit(
      {
        operator: 'colorize',
        source: operands.IN,
        others: [],
        scale: 1,
        options,
        request: (image, common) => Promise.resolve({ operator: 'colorize', image, ...common }),
      },
      context,
    ),
)
