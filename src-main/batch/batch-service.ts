/**
 * The same task over a whole folder: results keep the tree of folders, a picture that fails is
 * listed and the others go on. Sources are never written to.
 */
import { mkdir, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type {
  BatchApi,
  BatchJob,
  BatchOutcome,
  BatchProgress,
} from '../../src-shared/contract/batch-api.ts'
import type { Sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import type { EditResult } from '../edits/edit-request.ts'
import type { EditRunner } from '../edits/edit-runner.ts'
import { decodeImage } from '../images/decode.ts'
import { checkHolds, encodeBytes } from '../images/encode.ts'
import { checkOutput, writeOutput } from '../images/output-file.ts'
import { batchFiles } from './batch-files.ts'
import type { BatchFile } from './batch-files.ts'

export interface BatchServiceOptions {
  readonly runner: EditRunner
  /** Milliseconds. */
  readonly now: () => number
}

type Report = Pick<BatchProgress, 'current'> & { readonly done: number; readonly share: number }

/** In the jobs that it takes, input and output are paths: the host has looked up what was granted. */
export function createBatchService({ runner, now }: BatchServiceOptions): BatchApi {
  const listeners = new Set<(progress: BatchProgress) => void>()

  const run = async (job: BatchJob, signal?: AbortSignal): Promise<BatchOutcome> => {
    const files = await batchFiles(job)
    const todo = job.skipDone ? await filterAsync(files, isNotDone) : files
    const failures: { name: string; reason: Sentence }[] = []
    const began = now()
    const tell = ({ current, done, share }: Report) => {
      const fraction = (done + share) / Math.max(todo.length, 1)
      const elapsed = (now() - began) / 1000
      const secondsLeft = fraction > 0 ? (elapsed * (1 - fraction)) / fraction : null
      const progress = { job: job.job, done, total: todo.length, current, secondsLeft }
      listeners.forEach((listener) => listener(progress))
    }
    for (const [done, file] of todo.entries()) {
      const onShare = (share: number) => tell({ current: file.name, done, share })
      signal?.throwIfAborted()
      onShare(0)
      try {
        await editFile(file, { job, files, runner, onShare, signal })
      } catch (error) {
        if (!(error instanceof UserError)) throw error
        failures.push({ name: file.name, reason: error.said })
      }
    }
    tell({ current: null, done: todo.length, share: 0 })
    const done = todo.length - failures.length
    return { done, skipped: files.length - todo.length, failures }
  }
  return {
    run,
    onProgress: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

interface Editing {
  readonly job: BatchJob
  readonly files: readonly BatchFile[]
  readonly runner: EditRunner
  readonly onShare: (share: number) => void
  readonly signal: AbortSignal | undefined
}

/** Edits one file. Throws UserError where it, or the place of its result, is at fault. */
async function editFile(file: BatchFile, editing: Editing): Promise<void> {
  const { job, files, runner, onShare, signal } = editing
  const { task, seed, steps, format, quality } = job
  const rules = { force: true, sources: files.map(({ source }) => source) }
  await mkdir(dirname(file.result), { recursive: true })
  await checkOutput(file.result, rules)
  const { metadata, ...image } = await decodeImage(file.source)
  let result: EditResult | undefined
  await runner.run(
    {
      model: job.model,
      device: job.device,
      order: () => Promise.resolve({ task, image, seed, ...(steps !== undefined && { steps }) }),
    },
    {
      signal,
      onReport: ({ fraction }) => onShare(fraction),
      onResult: (edited) => {
        result = edited
        return Promise.resolve()
      },
    },
  )
  if (!result) throw new Error('the edit ended without a result')
  checkHolds(result.image, format, basename(file.result))
  const bytes = await encodeBytes(result.image, format, { quality, metadata })
  await writeOutput(file.result, bytes, rules)
}

async function isNotDone({ result }: BatchFile): Promise<boolean> {
  return (await stat(result).catch(() => undefined)) === undefined
}

async function filterAsync<Value>(
  values: readonly Value[],
  isWanted: (value: Value) => Promise<boolean>,
): Promise<readonly Value[]> {
  const wanted = await Promise.all(values.map(isWanted))
  return values.filter((_, i) => wanted[i])
}
