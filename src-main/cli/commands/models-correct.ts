/**
 * `models correct`: other answers about an ONNX graph of the library, whose file stays as it is.
 */
import { UsageError } from '../../../src-shared/contract/user-error.ts'
import { correctGraph } from '../../models/correct-graph.ts'
import { commandLibrary } from '../../models/library.ts'
import { defineCommand } from '../command.ts'
import { GRAPH_OPTIONS, rolesOf } from '../graph-options.ts'
import { machineProber } from '../machine.ts'
import { summarize } from './models-list.ts'

export const modelsCorrectCommand = defineCommand(
  {
    name: 'models correct',
    summary: 'Correct what was said of an ONNX graph of the library; what is not named stays',
    operands: { MODEL: 'the id of a model of the library that is an ONNX graph' },
    options: GRAPH_OPTIONS,
    examples: [
      'models correct f --computes raw-network',
      'models correct f --image sample --noise timestep',
    ],
  },
  async ({ operands, options }, { print, progress, signal }) => {
    const roles = rolesOf(options)
    if (Object.keys(roles).length === 0) {
      throw new UsageError('Say what is to be corrected, as in --computes raw-network')
    }
    const library = commandLibrary()
    progress.show({ label: 'checking', done: 0, total: 1 })
    const before = await library.find(operands.MODEL)
    await correctGraph(before, { library, prober: machineProber(), roles, signal })
    const record = await library.find(before.id)
    print(`${record.id} is asked as it was corrected`)
    return { report: summarize(record) }
  },
)
