/**
 * The operand and the options that every `edit` command has.
 * Words and ranges only; the work itself is in perform-edit.ts.
 */
import { FORCE_OPTION, MODEL_OPTIONS, SAMPLING_OPTIONS } from '../common-options.ts'
import { integer, required, text } from '../options.ts'
import type { OptionTable } from '../options.ts'

export const PHOTOGRAPH = { IN: 'the photograph: PNG, JPEG, WebP, TIFF or AVIF' } as const

export const EDIT_OPTIONS = {
  out: required(text({ placeholder: 'OUT', help: 'the result; the ending says the format' })),
  ...FORCE_OPTION,
  ...SAMPLING_OPTIONS,
  variations: integer({
    min: 1,
    max: 1000,
    placeholder: 'K',
    help: 'results with seeds S, S+1, ... as OUT-1, OUT-2, ...',
  }),
  recipe: text({
    placeholder: 'FILE',
    help: 'also write what the result was made from, for selfsame replay',
  }),
  ...MODEL_OPTIONS,
} satisfies OptionTable

export const MASK_OPTION = text({
  placeholder: 'MASK.png',
  help: 'picture of the same size, white where the photograph is to be replaced',
})
