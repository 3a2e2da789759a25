/**
 * How fast this machine trains a network, from a few updates that are then forgotten; measured once for each network,
 * recipe and batch, and kept.
 */
import { readFile } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'
import { JsonFields } from '../../src-shared/importers/json-fields.ts'
import { imageShape } from '../../src-shared/onnx/networks/consistency.ts'
import { normals } from '../../src-shared/tensor/random.ts'
import { initialState } from '../../src-shared/training/train-step.ts'
import type { Pace } from '../training/estimate-run.ts'
import { writeDurably } from '../images/durable-file.ts'
import type { Clocks } from '../training/meter.ts'
import { openTrainee } from '../training/open-trainee.ts'
import { anyLabels } from '../training/photograph-classes.ts'
import type { Draft } from '../training/prepare-run.ts'

export interface PaceBook {
  /** The pace of a run; rejects with AbortError between two updates. */
  measure(draft: Draft, signal?: AbortSignal): Promise<Pace>
}

const WARM_UP = 1
const MEASURED = 3

/** A book in the JSON file at `path`; one that is not kept where that is null. */
export function createPaceBook(path: string | null, clocks: Clocks): PaceBook {
  const known = new Map<string, Pace>()
  const reading = (path === null ? Promise.resolve(new Map<string, Pace>()) : readBook(path)).then(
    (book) => {
      for (const [key, pace] of book) if (!known.has(key)) known.set(key, pace)
    },
  )
  return {
    measure: async (draft, signal) => {
      await reading
      const key = keyOf(draft)
      const pace = known.get(key) ?? (await measurePace(draft, clocks, signal))
      if (known.has(key)) return pace
      known.set(key, pace)
      if (path !== null)
        await writeDurably(path, `${JSON.stringify(Object.fromEntries(known), null, 2)}\n`)
      return pace
    },
  }
}

/** What decides how much an update computes. */
function keyOf({ record: { recipe, network, features, device }, theta }: Draft): string {
  const side = imageShape(network, 1)[3] ?? 0
  const { levels, metric, batch } = recipe
  const loss = features ? features.sha256.slice(0, 8) : metric.kind
  const where = device ?? 'cpu'
  return [levels.kind, loss, batch, recipe.accumulation, side, theta.length, where].join(' ')
}

async function measurePace(draft: Draft, clocks: Clocks, signal?: AbortSignal): Promise<Pace> {
  const { record, theta } = draft
  const features = draft.features?.network
  const { recipe, network } = record
  const teacher = recipe.levels.kind === 'cd' ? theta : null
  const trainee = await openTrainee({ ...record, teacher, features, threads: undefined })
  try {
    const step = trainee.stepFor(recipe.steps)
    let state = initialState(recipe, theta)
    const labels = anyLabels(network, recipe.batch)
    const times: number[] = []
    for (let update = 0; update < WARM_UP + MEASURED; update++) {
      await setImmediate()
      signal?.throwIfAborted()
      const batch = normals(0, update, imageShape(network, recipe.batch))
      const began = clocks.wall()
      state = (await step(state, batch, labels)).state
      if (update >= WARM_UP) times.push(clocks.wall() - began)
    }
    const secondsPerStep = times.toSorted((a, b) => a - b)[Math.floor(MEASURED / 2)] ?? 1
    return { secondsPerStep, memoryBytes: process.memoryUsage.rss() }
  } finally {
    await trainee.release()
  }
}

/** What was kept; nothing where the file is missing or is not ours. */
async function readBook(path: string): Promise<Map<string, Pace>> {
  try {
    const json: unknown = JSON.parse(await readFile(path, 'utf8'))
    const entries = Object.entries(typeof json === 'object' && json !== null ? json : {})
    return new Map(entries.map(([key, value]) => [key, parsePace(value, path)]))
  } catch {
    return new Map()
  }
}

function parsePace(value: unknown, path: string): Pace {
  const fields = new JsonFields(value, path, 'remove it')
  return {
    secondsPerStep: fields.number('secondsPerStep', { min: 1e-9 }),
    memoryBytes: fields.number('memoryBytes', { min: 0 }),
  }
}
