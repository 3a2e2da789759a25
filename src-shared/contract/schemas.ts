/**
 * What may enter a process: a schema for the request of every method of the contract, and its events by name.
 * The compiler holds the tables to the interfaces; whoever adds a method adds its schema here.
 */
import { z } from 'zod'
import type { AppApi, DirectApi, EngineApi } from './app-api.ts'
import { batchTask, editJob, recipe } from './edit-schemas.ts'
import type { ProbeApi } from './probe-api.ts'
import type { Schemas } from './rpc.ts'
import {
  bytes,
  device,
  deviceChoice,
  format,
  grant,
  grantSource,
  id,
  maskPatch,
  name,
  paintPatches,
  pictureSource,
  position,
  quality,
  seed,
  share,
  side,
  steps,
  text,
  transform,
} from './schema-parts.ts'
import { models } from './models-schemas.ts'
import { training } from './training-schemas.ts'

const nothing = z.undefined()
const pixel = { id, x: position, y: position }

const directPictures = {
  open: pictureSource,
  info: id,
  tile: z.object({ id, level: z.int().min(0).max(16), column: position, row: position }),
  thumbnail: z.object({ id, side: z.int().min(1).max(4096) }),
  colourAt: z.object(pixel),
  select: z.object({ ...pixel, tolerance: z.number().min(0).max(255), contiguous: z.boolean() }),
  transform: z.object({ id, transform }),
  paint: z.object({ id, patches: paintPatches }),
  openMask: z.object({ source: pictureSource, width: side, height: side }),
  exportMask: z.object({ mask: maskPatch, width: side, height: side }),
  release: z.array(id).max(100_000).readonly(),
}

const pictures = {
  ...directPictures,
  export: z.object({ id, format, quality, keepMetadata: z.boolean() }),
}

const edits = {
  run: editJob,
  preview: editJob,
  onEstimate: 'event',
  expectedSeconds: editJob,
  replay: z.object({ recipe, picture: id, job: id }),
  packRecipe: recipe,
  unpackRecipe: z.object({ name, bytes }),
} as const

const documentState = z.object({
  document: id,
  title: text,
  state: z.string().max(2 ** 28),
  pictures: z.array(id).max(100_000).readonly(),
})

const projects = {
  pack: documentState,
  unpack: z.discriminatedUnion('kind', [
    grantSource,
    z.object({ kind: z.literal('bytes'), name, bytes }),
  ]),
  autosave: documentState,
  recoverable: nothing,
  settle: id,
  recover: id,
  discard: id,
  stash: bytes,
  unstash: id,
}

const batchJob = z.object({
  job: id,
  input: grant,
  output: grant,
  task: batchTask,
  model: id,
  steps: steps.exactOptional(),
  device: deviceChoice.exactOptional(),
  seed,
  format,
  quality,
  skipDone: z.boolean(),
})

const devices = {
  list: id,
  test: z.object({ model: id, device: device.exactOptional() }),
  benchmark: z.object({ models: z.array(id).max(1000).readonly() }),
  onBenchmark: 'event',
  line: nothing,
  onLine: 'event',
  onFall: 'event',
  onTest: 'event',
} as const

/** What a probe lets in. */
export const PROBE_SCHEMAS = {
  probe: {
    measure: z.object({
      folder: z.string().min(1).max(50_000),
      device,
      precision: z.enum(['fp32', 'fp16']),
      windows: z.int().min(1).max(4096).exactOptional(),
    }),
  },
} as const satisfies Schemas<ProbeApi>

/** What the engine lets in. */
export const ENGINE_SCHEMAS = {
  pictures,
  edits,
  models,
  devices,
  projects,
  batch: { run: batchJob, onProgress: 'event' },
} as const satisfies Schemas<EngineApi>

/** What the engine lets in from a page itself. */
export const DIRECT_SCHEMAS = {
  pictures: directPictures,
  edits: { onEstimate: 'event' },
} as const satisfies Schemas<DirectApi>

export const settingsSchema = z
  .record(
    z.string().min(1).max(200),
    z.union([z.string().max(100_000), z.number(), z.boolean(), z.null()]),
  )
  .refine((settings) => Object.keys(settings).length <= 1000, 'more than 1000 are too many')

const host = {
  info: nothing,
  chooseImages: nothing,
  chooseProject: nothing,
  chooseFolder: nothing,
  save: z.object({ suggestedName: name, bytes, to: grant.exactOptional() }),
  chooseModel: nothing,
  recentFiles: nothing,
  reveal: grant,
  settings: nothing,
  changeSettings: settingsSchema,
  showProgress: share.nullable(),
  notify: z.object({ title: text, body: text }),
  diagnostics: nothing,
  setUnsaved: z.array(text).max(1000).readonly(),
  onClosing: 'event',
  answerClosing: z.boolean(),
  onCommand: 'event',
  onOpenFiles: 'event',
  onEngineRestarted: 'event',
} as const

/** What the program as a whole lets in. */
export const APP_SCHEMAS = { ...ENGINE_SCHEMAS, training, host } as const satisfies Schemas<AppApi>
