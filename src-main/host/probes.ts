/**
 * Starts a process for each question about a device and ends it with the answer, so that a driver may crash or hang
 * and takes nothing along. Knows nothing of models.
 */
import { AppError } from '../../src-shared/contract/app-error.ts'
import { connect } from '../../src-shared/contract/connect.ts'
import type { Dispose } from '../../src-shared/contract/port.ts'
import type { ProbeApi, Prober, ProbeReport } from '../../src-shared/contract/probe-api.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import type { WorkerProcess } from './host.ts'

/** Compiling the shaders of a large network takes a slow driver minutes; one that hangs has no end. */
const PATIENCE = 180_000

export interface ProbesOptions {
  readonly start: () => WorkerProcess
  readonly later: (milliseconds: number, action: () => void) => Dispose
}

/**
 * Answers 'crashed' for a probe that died and 'silent' for one that took too long. Rejects with UserError where the model is
 * at fault.
 */
export function createProbes({ start, later }: ProbesOptions): Prober {
  return {
    measure: async (request, signal) => {
      signal?.throwIfAborted()
      const worker = start()
      const ended = new Promise<string>((resolve) => void worker.onExit(resolve))
      let silent = false
      const giveUp = later(PATIENCE, () => {
        silent = true
        worker.kill()
      })
      signal?.addEventListener('abort', worker.kill, { once: true })
      try {
        return await connect<ProbeApi>(worker.port).probe.measure(request)
      } catch (error) {
        if (signal?.aborted) throw new AppError('cancelled', 'Cancelled.', { cause: error })
        if (!(error instanceof AppError)) throw error
        if (error.code === 'user') throw new UserError(error.said, { cause: error })
        if (error.code !== 'engine-died') throw error
        return silent ? SILENT : crashed(await ended)
      } finally {
        giveUp()
        signal?.removeEventListener('abort', worker.kill)
        worker.kill()
      }
    },
  }
}

const SILENT: ProbeReport = {
  kind: 'failed',
  reason: 'silent',
  detail: `no answer within ${PATIENCE / 1000} seconds`,
}

function crashed(reason: string): ProbeReport {
  return { kind: 'failed', reason: 'crashed', detail: `its process ended with ${reason}` }
}
