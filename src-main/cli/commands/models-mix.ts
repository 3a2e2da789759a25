/**
 * `models mix`: makes a model whose weights lie between those of two others.
 */
import { resolve } from 'node:path'
import { findModel } from '../../models/library.ts'
import { mixModels } from '../../models/mix-models.ts'
import { spellOut } from '../../training/spell-command.ts'
import { defineCommand } from '../command.ts'
import { flag, real, required, text } from '../options.ts'

const MODEL = 'the id of a model of the library, or a model folder'

export const modelsMixCommand = defineCommand(
  {
    name: 'models mix',
    summary: 'Mix two models that were trained from the same one',
    operands: { A: MODEL, B: `the other one: ${MODEL}` },
    options: {
      share: real({ min: 0.001, max: 0.999, help: 'share of the second one (default: 0.5)' }),
      out: required(text({ placeholder: 'DIR', help: 'folder to make' })),
      licence: text({
        placeholder: 'TEXT',
        help: 'what the model card says about its use (default: what the two say)',
      }),
      force: flag('overwrite the output if it exists (never the source)'),
    },
    examples: ['models mix selfsame-base garden --share 0.3 --out half-a-garden'],
  },
  async ({ operands, options }, { print }) => {
    const [first, second] = [await findModel(operands.A), await findModel(operands.B)]
    const { id, hash, folder } = await mixModels({
      first: first.folder,
      second: second.folder,
      share: options.share ?? 0.5,
      out: resolve(options.out),
      licence: options.licence,
      command: spellOut('models mix', [operands.A, operands.B], options),
      force: options.force,
    })
    print(`${id} written to ${folder}`)
    return { report: { id, hash, folder } }
  },
)
