/**
 * `models show`: all that is known about one model.
 * Reads the weights once to see that they fit the network.
 */
import { UserError } from '../../../src-shared/contract/user-error.ts'
import { findModel } from '../../models/library.ts'
import { hashOfFiles } from '../../models/model-files.ts'
import { weightFilesOf, type ModelRecord } from '../../models/model-record.ts'
import { parametersOf } from '../../models/model-size.ts'
import { withWeights } from '../../models/stored-weights.ts'
import { defineCommand } from '../command.ts'
import { summarize } from './models-list.ts'

export const modelsShowCommand = defineCommand(
  {
    name: 'models show',
    summary: 'Show what is known about a model, and check that it is whole',
    operands: { MODEL: 'the id of a model of the library, or a model folder' },
    options: {},
    examples: ['models show runs/mine', 'models show runs/mine --json'],
  },
  async ({ operands }, { print }) => {
    const record = await findModel(operands.MODEL)
    await checkFiles(record)
    const report = {
      ...summarize(record),
      parameters: parametersOf(record),
      scheduler: record.scheduler,
    }
    print(`${record.id}: ${record.name}`)
    print(`  folder      ${record.folder}`)
    print(`  licence     ${record.licence}`)
    print(`  weights     ${report.parameters} parameters, SHA-256 ${record.hash}`)
    print(`  windows     ${record.windowSize} x ${record.windowSize} pixels`)
    print(`  classes     ${record.classes ?? 'none'}`)
    print(`  noise       ${record.scheduler.sigmaMin} to ${record.scheduler.sigmaMax}`)
    if (record.kind === 'graph') {
      const { image, noise, labels, output, computes } = record.graph
      const inputs = [image, noise, labels ?? ''].join(' ').trim()
      print(`  graph       ${output} from ${inputs}: ${computes}`)
      return { report }
    }
    const { config, patchFolding, teacher, training = null } = record
    print(`  network     ${config.blockOutChannels.join('/')} channels, folding ${patchFolding}`)
    if (teacher !== null)
      print('  kind        diffusion model: denoises, and teaches consistency models')
    return { report: { ...report, config, training } }
  },
)

/** UserError where the weights do not fit the network, or a graph is not the one that was brought in. */
async function checkFiles(record: ModelRecord): Promise<void> {
  if (record.kind !== 'graph') return withWeights(record, () => Promise.resolve())
  if ((await hashOfFiles(await weightFilesOf(record))) === record.hash) return
  throw new UserError(
    `The files of ${record.id} are not those that were brought in; bring the model in again`,
  )
}
