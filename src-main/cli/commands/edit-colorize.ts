/**
 * `edit colorize`: gives colours to a grey photograph.
 * The brightness of every pixel stays; strokes of known colour spread over what is alike.
 */
import { decodeHints } from '../../images/hints.ts'
import { defineCommand } from '../command.ts'
import { EDIT_OPTIONS, PHOTOGRAPH } from '../edit/edit-options.ts'
import { performEdit } from '../edit/perform-edit.ts'
import { text } from '../options.ts'

const HINTS_OPTION = text({
  placeholder: 'HINTS.png',
  help: 'picture of the same size, transparent but for dabs of the colours that are known',
})

export const colorizeCommand = defineCommand(
  {
    name: 'edit colorize',
    summary: 'Give colours to a photograph, keeping its brightness',
    operands: PHOTOGRAPH,
    options: { hints: HINTS_OPTION, ...EDIT_OPTIONS },
    examples: [
      'edit colorize grandmother.tif --variations 4 --out colours.png',
      'edit colorize grandmother.tif --hints dress.png --out colours.png',
    ],
  },
  ({ operands, options }, context) => {
    const { hints } = options
    return performEdit(
      {
        operator: 'colorize',
        source: operands.IN,
        others: hints === undefined ? [] : [hints],
        scale: 1,
        options,
        request: async (image, common) => ({
          operator: 'colorize',
          image,
          ...(hints !== undefined && {
            hints: [await decodeHints(hints, image.width, image.height)],
          }),
          ...common,
        }),
      },
      context,
    )
  },
)
