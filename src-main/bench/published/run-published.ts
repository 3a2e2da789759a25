/**
 * Builds the published architectures at full size with random weights, brings them in, and runs each once. One at a
 * time, in folders and processes that are gone afterwards.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DeviceId } from '../../../src-shared/contract/devices-api.ts'
import { UserError } from '../../../src-shared/contract/user-error.ts'
import {
  ARCHITECTURES,
  type PublishedCheckpoint,
} from '../../../src-shared/importers/published-models.ts'
import { unetParameters } from '../../../src-shared/onnx/networks/unet-parameters.ts'
import { sizeOf } from '../../../src-shared/tensor/tensor.ts'
import { writeRandomCheckpoint } from './random-checkpoint.ts'

export interface PublishedFigures {
  readonly name: string
  readonly side: number
  readonly parameters: number
  readonly tensors: number
  readonly fileBytes: number
  readonly import: { readonly seconds: number; readonly peakBytes: number }
  readonly run: {
    /** Seconds until the network can run, and of one estimate. */
    readonly open: number
    readonly forward: number
    readonly peakBytes: number
    /** Of the estimate's values: a number, where all of them are. */
    readonly rms: number
  }
}

const STEP = join(import.meta.dirname, 'measured-step.ts')

/** Needs twice the file's bytes in the folder for temporary files. Rejects with AbortError. */
export async function measurePublished(
  checkpoint: PublishedCheckpoint,
  { device, signal }: { readonly device: DeviceId; readonly signal: AbortSignal },
): Promise<PublishedFigures> {
  const place = await mkdtemp(join(tmpdir(), 'selfsame-published-'))
  try {
    const folder = join(place, checkpoint.name)
    const fileBytes = await writeRandomCheckpoint(folder, checkpoint, signal)
    const brought = await runStep(['import', folder, join(place, 'library')], signal)
    await rm(folder, { recursive: true })
    const ran = await runStep(['run', String(brought['folder']), device], signal)
    const config = ARCHITECTURES[checkpoint.architecture]
    const parameters = unetParameters(config)
    const figure = (from: Readonly<Record<string, unknown>>, key: string) =>
      Number(from[key] ?? NaN)
    return {
      name: checkpoint.name,
      side: config.sampleSize,
      parameters: parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
      tensors: parameters.length,
      fileBytes,
      import: { seconds: figure(brought, 'seconds'), peakBytes: figure(brought, 'peakBytes') },
      run: {
        ...{ open: figure(ran, 'open'), forward: figure(ran, 'forward') },
        ...{ peakBytes: figure(ran, 'peakBytes'), rms: figure(ran, 'rms') },
      },
    }
  } finally {
    await rm(place, { recursive: true, force: true })
  }
}

async function runStep(
  args: readonly string[],
  signal: AbortSignal,
): Promise<Readonly<Record<string, unknown>>> {
  const child = spawn(process.execPath, [STEP, ...args], {
    signal,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [said, failed] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (failed += text))
  const ended = await new Promise<string>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, by) => resolve(code === 0 ? '' : (by ?? String(code))))
  })
  if (ended !== '') {
    throw new UserError(
      `The step ended with ${ended}, as where memory is too small; close other programs. ${failed.trim().split('\n').pop() ?? ''}`,
    )
  }
  const found: unknown = JSON.parse(said)
  return typeof found === 'object' && found !== null ? { ...found } : {}
}
