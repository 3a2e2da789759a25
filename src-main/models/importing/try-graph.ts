/**
 * A run of one image through a graph in a model folder, in a process of its own, before it is trusted with what its inputs
 * were said to be.
 */
import type { Prober } from '../../../src-shared/contract/probe-api.ts'
import { sentence } from '../../../src-shared/contract/sentences.ts'
import { UserError } from '../../../src-shared/contract/user-error.ts'

export interface TryOptions {
  readonly prober: Prober
  /** What people know the graph by. */
  readonly name: string
  readonly signal?: AbortSignal | undefined
}

/** Throws UserError for a graph that does not run so. What takes too long is not wrong. */
export async function tryGraph(
  folder: string,
  { prober, name, signal }: TryOptions,
): Promise<void> {
  const request = { folder, device: 'cpu', precision: 'fp32', windows: 1 } as const
  const report = await prober.measure(request, signal)
  if (report.kind === 'failed' && report.reason !== 'silent') {
    throw new UserError(
      sentence('graphFails', { file: name, fault: report.detail.replace(/\.+$/, '') }),
    )
  }
  if (report.kind === 'measured' && !Number.isFinite(report.largest)) {
    throw new UserError(sentence('graphNoNumbers', { file: name }))
  }
}
