/**
 * `models show`: all that is known about one model.
 * Reads the weights once to see that they fit the network.
 */
import { sizeOf } from '../../../src-shared/tensor/tensor.ts'
import { findModel } from '../../models/library.ts'
import { readModel } from '../../models/read-model.ts'
import { defineCommand } from '../command.ts'
import { summarize } from './models-list.ts'

export const modelsShowCommand = defineCommand(
  {
    name: 'models show',
    summary: 'Show what is known about a model, and check that it is whole',
    operands: { MODEL: 'the id of a model that comes along, or a model folder' },
    options: {},
    examples: ['models show runs/mine', 'models show runs/mine --json'],
  },
  async ({ operands }, { print }) => {
    const { folder } = await findModel(operands.MODEL)
    const { record, weights } = await readModel(folder)
    const parameters = [...weights.values()].reduce((sum, { shape }) => sum + sizeOf(shape), 0)
    const { scheduler, config, training } = record
    print(`${record.id}: ${record.name}`)
    print(`  folder      ${record.folder}`)
    print(`  licence     ${record.licence}`)
    print(
      `  weights     ${parameters} parameters in ${weights.size} tensors, SHA-256 ${record.hash}`,
    )
    print(`  windows     ${record.windowSize} x ${record.windowSize} pixels`)
    print(
      `  network     ${config.blockOutChannels.join('/')} channels, folding ${record.patchFolding}`,
    )
    print(`  classes     ${record.classes ?? 'none'}`)
    print(`  noise       ${scheduler.sigmaMin} to ${scheduler.sigmaMax}`)
    return {
      report: { ...summarize(record), parameters, scheduler, config, training: training ?? null },
    }
  },
)
