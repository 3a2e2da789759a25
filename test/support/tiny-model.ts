/** The smallest model there is: one level, random weights, windows of 16 pixels and no classes unless others are asked for. */
import { readFile } from 'node:fs/promises'
import { writeModel } from '../../src-main/models/write-model.ts'
import { initialWeights } from '../../src-main/training/initial-weights.ts'
import { parseSchedulerConfig } from '../../src-shared/importers/pipeline-config.ts'
import { parseUNetConfig } from '../../src-shared/importers/unet-config.ts'
import { parameterCount, unflatten } from '../../src-shared/onnx/training/flat-parameters.ts'

async function readFixture(path: string): Promise<object> {
  return JSON.parse(await readFile(`test/fixtures/${path}`, 'utf8')) as object
}

/** Writes it to `folder`, with the weights of a network before its training or those that are given. */
export async function writeTinyModel(
  folder: string,
  weightsOf?: (count: number) => Float32Array,
  { classes = null, side = 16 }: { classes?: number | null; side?: number } = {},
): Promise<void> {
  const json = await readFixture('training/unet/config.json')
  const scheduler = await readFixture('tiny_imagenet64/scheduler/scheduler_config.json')
  const smallest = {
    ...json,
    sample_size: side,
    num_class_embeds: classes,
    add_attention: false,
    block_out_channels: [8],
    down_block_types: ['DownBlock2D'],
    up_block_types: ['UpBlock2D'],
  }
  const config = parseUNetConfig(smallest, 'config.json')
  const flat = weightsOf?.(parameterCount(config)) ?? initialWeights(config, 5)
  const model = {
    id: 'tiny',
    name: 'Tiny',
    licence: 'CC0-1.0',
    patchFolding: 1 as const,
    config,
    scheduler: parseSchedulerConfig(scheduler, 'scheduler_config.json'),
    weights: unflatten(config, flat),
    card: '',
  }
  await writeModel(folder, model, { dtype: 'F32' })
}
