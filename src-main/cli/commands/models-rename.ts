/**
 * `models rename`: gives a model that was brought in or trained another name. Its id stays.
 */
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
    const library = commandLibrary()
    const { id, folder } = await library.find(operands.MODEL)
    await library.rename(id, operands.NAME)
    print(`${id} is called ${operands.NAME}`)
    return { report: { id, name: operands.NAME, folder } }
  },
)
