/**
 * `models remove`: deletes a model that was brought in.
 */
import { commandLibrary } from '../../models/library.ts'
import { taskDefaultsIn } from '../../models/task-defaults.ts'
import { defineCommand } from '../command.ts'

export const modelsRemoveCommand = defineCommand(
  {
    name: 'models remove',
    summary: 'Delete a model that was brought in',
    operands: { MODEL: 'the id of a model of the library' },
    options: {},
    examples: ['models remove cd_bedroom256_l2'],
  },
  async ({ operands }, { print }) => {
    const library = commandLibrary()
    const { id, folder } = await library.find(operands.MODEL)
    await library.remove(id)
    await taskDefaultsIn(library.own).forget(id)
    print(`${id} is deleted`)
    return { report: { id, folder } }
  },
)
