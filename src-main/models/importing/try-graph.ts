/**
 * A run of one image through a graph in a model folder, in a process of its own, before it is trusted with what its inputs
 * were said to be.
 */
import type { Prober } from '../../../src-shared/contract/probe-api.ts'
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
      `${name} does not run: ${report.detail}. Check what its inputs were said to be, or export it again`,
    )
  }
  if (report.kind === 'measured' && !Number.isFinite(report.largest)) {
    throw new UserError(
      `${name} gives values that are not numbers; check what its inputs were said to be, or export it again`,
    )
  }
}
