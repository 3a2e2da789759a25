/**
 * `models rename`: gives a model that was brought in or trained another name. Its id stays.
 */
import { UsageError } from '../../../src-shared/contract/user-error.ts'
import { commandLibrary } from '../../models/library.ts'
import { defineCommand } from '../command.ts'

export const modelsRenameCommand = defineCommand(
  {
    name: 'models rename',
    summary: 'Give a model of the library another name',
    operands: { MODEL: 'the id of a model of the library', NAME: 'what it is called from now on' },
    options: {},
    examples: ["models rename garden-3f2a 'My garden'"],
  },
  async ({ operands }, { print }) => {
    if (operands.NAME.trim() === '') throw new UsageError('NAME needs more than blanks.')
    const library = commandLibrary()
    await library.rename(operands.MODEL, operands.NAME)
    const { id, name, folder } = await library.find(operands.MODEL)
    print(`${id} is called ${name}`)
    return { report: { id, name, folder } }
  },
)
