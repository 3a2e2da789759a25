/**
 * `edit stroke`: turns a rough painting into something like a photograph.
 * Nothing is kept exactly; the strength says how far the result may go.
 */
import { defineCommand } from '../command.ts'
import { EDIT_OPTIONS, PHOTOGRAPH } from '../edit/edit-options.ts'
import { performEdit } from '../edit/perform-edit.ts'
import { real } from '../options.ts'

export const strokeCommand = defineCommand(
  {
    name: 'edit stroke',
    summary: 'Make a picture out of rough strokes of colour',
    operands: PHOTOGRAPH,
    options: {
      strength: real({
        min: 0,
        max: 1,
        help: 'how far the result may leave the painting, 0 to 1 (default: 0.36)',
      }),
      ...EDIT_OPTIONS,
    },
    examples: ['edit stroke painting.png --strength 0.4 --out picture.png'],
  },
  ({ operands, options }, context) => {
    const { strength } = options
    return performEdit(
      {
        operator: 'stroke',
        source: operands.IN,
        others: [],
        scale: 1,
        options,
        request: (image, common) =>
          Promise.resolve({
            operator: 'stroke',
            image,
            ...(strength === undefined ? {} : { strength }),
            ...common,
          }),
      },
      context,
    )
  },
)
