/**
 * What self-tests found, kept in a file, so that a device is tested once per model, runtime and driver. A file that
 * cannot be read is as good as none.
 */
import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { DEVICES } from '../../src-shared/contract/devices-api.ts'
import type { DeviceId, DeviceState } from '../../src-shared/contract/devices-api.ts'

export interface TestMemory {
  /** 'untested' where nothing is known with the drivers of today. */
  recall(model: string, device: DeviceId): Promise<DeviceState>
  /** Rejects with nothing: what cannot be kept is found out again. */
  keep(model: string, device: DeviceId, state: DeviceState): Promise<void>
}

export interface TestMemoryOptions {
  readonly file: string
  /** Says which runtime and drivers there are; another answer than before voids what was found. */
  readonly drivers: () => Promise<string>
}

const state = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('passed'),
    precision: z.enum(['fp32', 'fp16']),
    difference: z.number(),
    onCpu: z.array(z.string()).readonly(),
    windowsPerSecond: z.number(),
    smallOnly: z.boolean(),
  }),
  z.object({
    kind: z.literal('refused'),
    reason: z.enum(['missing', 'wrong', 'failed', 'crashed', 'silent']),
    detail: z.string(),
  }),
])

const entry = z.object({ model: z.string(), device: z.enum(DEVICES), drivers: z.string(), state })
const fileSchema = z.object({ version: z.literal(1), tests: z.array(entry).readonly() })

type Entry = z.infer<typeof entry>

const UNTESTED: DeviceState = { kind: 'untested' }
/** Instead of a model's hash: hardware that is not there is missing for all of them. */
const EVERY_MODEL = '*'
/** More entries than a library has models and a machine devices; the oldest are forgotten. */
const MOST = 500

export function createTestMemory({ file, drivers }: TestMemoryOptions): TestMemory {
  const read = async (): Promise<readonly Entry[]> => {
    try {
      return fileSchema.parse(JSON.parse(await readFile(file, 'utf8'))).tests
    } catch {
      return []
    }
  }
  const write = async (tests: readonly Entry[]) => {
    const beside = `${file}.${randomUUID().slice(0, 8)}.tmp`
    await mkdir(dirname(file), { recursive: true })
    await writeFile(beside, `${JSON.stringify({ version: 1, tests }, null, 2)}\n`)
    await rename(beside, file)
  }
  return {
    recall: async (model, device) => {
      const today = await drivers()
      const found = (await read()).find(
        (test) =>
          test.device === device &&
          test.drivers === today &&
          (test.model === model || test.model === EVERY_MODEL),
      )
      return found?.state ?? UNTESTED
    },
    keep: async (model, device, found) => {
      if (found.kind === 'untested') return
      const missing = found.kind === 'refused' && found.reason === 'missing'
      const key = missing ? EVERY_MODEL : model
      const replaced = new Set([key, EVERY_MODEL])
      const others = (await read()).filter(
        (test) => test.device !== device || !replaced.has(test.model),
      )
      const added = { model: key, device, drivers: await drivers(), state: found }
      await write([...others, added].slice(-MOST)).catch(() => undefined)
    },
  }
}
