/**
 * A checkpoint of a published architecture at its full size, with random weights: as large and as slow as the
 * published one, and worth nothing. Written piece by piece.
 */
import { mkdir, open, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import {
  modelIndexJson,
  schedulerConfigToJson,
} from '../../../src-shared/importers/pipeline-config.ts'
import {
  ARCHITECTURES,
  usualScheduler,
  type PublishedCheckpoint,
} from '../../../src-shared/importers/published-models.ts'
import {
  safetensorsLength,
  safetensorsPieces,
} from '../../../src-shared/importers/safetensors-file.ts'
import { unetConfigToJson } from '../../../src-shared/importers/unet-config.ts'
import type { Weight } from '../../../src-shared/importers/weights.ts'
import { unetParameters } from '../../../src-shared/onnx/networks/unet-parameters.ts'
import { uniforms } from '../../../src-shared/tensor/random.ts'
import { sizeOf } from '../../../src-shared/tensor/tensor.ts'
import { jsonText, modelFiles } from '../../models/model-files.ts'

const METADATA = { format: 'pt' }
/** Values of a piece; the same draws serve every piece, scaled and moved. */
const POOL = 2 ** 20
const SEED = 1

/** Writes a folder in diffusers' layout; gives the bytes of its weights. */
export async function writeRandomCheckpoint(
  folder: string,
  { architecture, gridPoints }: PublishedCheckpoint,
  signal: AbortSignal,
): Promise<number> {
  const config = ARCHITECTURES[architecture]
  const weights = randomWeights(config)
  await mkdir(join(folder, 'scheduler'), { recursive: true })
  await mkdir(join(folder, dirname(modelFiles.weights)), { recursive: true })
  await writeFile(join(folder, modelFiles.index), jsonText(modelIndexJson()))
  await writeFile(join(folder, modelFiles.config), jsonText(unetConfigToJson(config)))
  const scheduler = schedulerConfigToJson(usualScheduler(gridPoints))
  await writeFile(join(folder, modelFiles.scheduler), jsonText(scheduler))
  const file = await open(join(folder, modelFiles.weights), 'w')
  try {
    for await (const piece of safetensorsPieces(weights, METADATA)) {
      signal.throwIfAborted()
      await file.writeFile(piece)
    }
  } finally {
    await file.close()
  }
  return safetensorsLength(weights, METADATA)
}

/** U(-b, b) with b = 1 / sqrt(fan in), as torch draws them; what scales or shifts a norm lies about 1. */
function randomWeights(config: Parameters<typeof unetParameters>[0]): Map<string, Weight> {
  const pool = Float32Array.from(uniforms(SEED, 0, POOL), (value) => 2 * value - 1)
  return new Map(
    unetParameters(config).map(({ name, shape }, stream): [string, Weight] => {
      const isFactor = /norm\d?(_out)?\.weight$/.test(name)
      const bound = isFactor ? 0.1 : 1 / Math.sqrt(Math.max(sizeOf(shape.slice(1)), 64))
      const valueAt = (i: number) =>
        (isFactor ? 1 : 0) + bound * (pool[(i + 7919 * stream) % POOL] ?? 0)
      return [name, { dtype: 'F32', shape, read: () => pieces(sizeOf(shape), valueAt) }]
    }),
  )
}

function pieces(count: number, valueAt: (i: number) => number): AsyncIterable<Uint8Array> {
  return Readable.from(
    (function* () {
      for (let at = 0; at < count; at += POOL) {
        const length = Math.min(POOL, count - at)
        const values = Float32Array.from({ length }, (_, i) => valueAt(at + i))
        yield new Uint8Array(values.buffer)
      }
    })(),
  )
}
