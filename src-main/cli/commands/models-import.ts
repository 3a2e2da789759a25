/**
 * `models import`: brings a model into the library, where every command and the editor find it.
 */
import { resolve } from 'node:path'
import type { GraphRoles, ImportQuestion } from '../../../src-shared/contract/models-api.ts'
import { UserError } from '../../../src-shared/contract/user-error.ts'
import { listed } from '../../models/importing/graph-roles.ts'
import { importModel } from '../../models/importing/import-model.ts'
import { clearUnfinished } from '../../models/importing/new-folder.ts'
import { commandLibrary } from '../../models/library.ts'
import { defineCommand } from '../command.ts'
import { GRAPH_OPTIONS, rolesOf } from '../graph-options.ts'
import { machineProber } from '../machine.ts'
import { text } from '../options.ts'
import { summarize } from './models-list.ts'

const OPTIONS = {
  name: text({ placeholder: 'NAME', help: "what to call it (default: from the file's name)" }),
  ...GRAPH_OPTIONS,
}

export const modelsImportCommand = defineCommand(
  {
    name: 'models import',
    summary: 'Bring a model into the library: a diffusers folder, .safetensors, .bin, .pt or .onnx',
    operands: { PATH: 'a file of weights, a graph, or the folder of a model' },
    options: OPTIONS,
    examples: [
      'models import ~/diffusers-cd_imagenet64_l2',
      'models import cd_bedroom256_lpips.pt --name Bedrooms',
      'models import f.onnx --image x --noise sigma --output estimate --computes clean-image',
    ],
  },
  async ({ operands, options }, { print, progress, signal }) => {
    const library = commandLibrary()
    await clearUnfinished(library.own)
    const imported = await importModel({
      path: resolve(operands.PATH),
      library,
      prober: machineProber(),
      name: options.name,
      roles: rolesOf(options),
      signal,
      onProgress: ({ phase, fraction }) =>
        progress.show({ label: phase, done: fraction, total: 1 }),
    })
    if (imported.kind === 'question') throw new UserError(asked(imported.question))
    const { record } = imported
    print(`${record.id}: ${record.name}, windows of ${record.windowSize} pixels, ${record.licence}`)
    print(`  in ${record.folder}`)
    return { report: summarize(record) }
  },
)

const OPTION_OF: Readonly<Record<keyof GraphRoles, string>> = {
  image: '--image INPUT',
  noise: '--noise INPUT',
  labels: '--labels INPUT',
  output: '--output OUTPUT',
  computes: '--computes clean-image or raw-network',
}

/** The question as a sentence that says how to answer. */
function asked({ inputs, outputs, likely, unclear }: ImportQuestion): string {
  const options = unclear.map((role) => {
    const guess = likely[role]
    return `${OPTION_OF[role]}${guess === null ? '' : ` (likely ${guess})`}`
  })
  return (
    `The graph does not say all that is needed; add ${options.join(' and ')}. ` +
    `Its inputs are ${listed(inputs)}; its outputs are ${listed(outputs)}`
  )
}
