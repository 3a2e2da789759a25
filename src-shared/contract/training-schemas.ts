/**
 * What may be asked of the trainer, as schemas. Whether a plan makes sense for its recipe is for the trainer to say.
 */
import { z } from 'zod'
import { DEVICES } from './devices-api.ts'
import { label, task } from './edit-schemas.ts'
import type { Schemas } from './rpc.ts'
import { bytes, grant, id, maskPatch, name, seed, steps, text } from './schema-parts.ts'
import type { TrainerApi } from './trainer-api.ts'

const MOST_FILES = 1_000_000
const nothing = z.undefined()

const source = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('folder'), grant }),
  z.object({ kind: z.literal('upload'), upload: id, name }),
])
const path = z.string().min(1).max(10_000)
const paths = z.array(path).max(MOST_FILES).readonly()
const choice = z.object({ source, exclude: paths, include: paths })

const fieldValue = z.union([z.number(), text, z.null(), z.array(z.number()).max(100).readonly()])
const fields = z
  .record(z.string().min(1).max(200), fieldValue)
  .refine((values) => Object.keys(values).length <= 1000, 'more than 1000 are too many')

const updates = z.int().min(1).max(1e9)
const length = z.union([
  z.strictObject({ steps: updates }),
  z.strictObject({ minutes: z.number().min(0.05).max(1e6) }),
])

const featureSource = z.union([
  z.strictObject({ kind: z.literal('file'), grant }),
  z.strictObject({ kind: z.literal('upload'), upload: id, path }),
])

export const trainingPlan = z.object({
  name,
  data: choice,
  recipe: name,
  base: id.nullable(),
  length,
  strength: z.number().min(0.1).max(10).exactOptional(),
  batch: z.int().min(1).max(4096).exactOptional(),
  fields: fields.exactOptional(),
  features: featureSource.exactOptional(),
  device: z.enum(DEVICES).exactOptional(),
  seed,
  patience: z.int().min(1).max(1e6).nullable(),
  mainsOnly: z.boolean(),
})

const watched = z.object({ picture: id, task, seed, steps: steps.exactOptional() })

const pictureFile = z.object({ name, png: bytes })
export const watchedPicture = z.object({
  picture: pictureFile,
  task,
  seed,
  steps: steps.exactOptional(),
})

/** What a watched document came to, as it is kept. */
export const watchedResult = z.object({
  step: z.int().min(0),
  source: bytes,
  before: bytes,
  now: bytes,
})

const learnPlan = z.object({
  base: id,
  mask: maskPatch,
  seconds: z.number().min(5).max(3600),
  seed,
  label: label.exactOptional(),
  name,
})

/** What the page and the trainer both take as it is. */
const sharedTraining = {
  recipes: nothing,
  inspect: z.object({ data: choice, base: id.nullable() }),
  onInspecting: 'event',
  thumbnail: z.object({ source, path, side: z.int().min(1).max(4096) }),
  patches: z.object({
    data: choice,
    base: id.nullable(),
    seed,
    count: z.int().min(1).max(256),
  }),
  upload: z.object({ upload: id, path, bytes }),
  forgetUpload: id,
  estimate: trainingPlan,
  jobs: nothing,
  history: id,
  pause: id,
  resume: id,
  stop: id,
  remove: id,
  sampleNow: id,
  prepareToQuit: z.enum(['resume', 'pause', 'stop']),
  onEvent: 'event',
} as const

/** What only the page asks: with pictures by id. */
export const training = {
  ...sharedTraining,
  start: trainingPlan.extend({ watch: watched.exactOptional() }),
  learn: learnPlan.extend({ picture: id }),
  watch: z.object({ id, watch: watched.nullable() }),
} as const

/** What the trainer process lets in. */
export const TRAINER_SCHEMAS = {
  training: sharedTraining,
  orders: {
    start: trainingPlan.extend({ watch: watchedPicture.exactOptional() }),
    learn: learnPlan.extend({ picture: pictureFile }),
    watch: z.object({ id, watch: watchedPicture.nullable() }),
    conditions: z.object({ editing: z.boolean(), onBattery: z.boolean() }),
  },
} as const satisfies Schemas<TrainerApi>

/** How an order is kept on the disk: with the folder itself in place of what was granted. */
export const keptOrder = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('folder'), folder: path, plan: trainingPlan }),
  z.object({ kind: z.literal('picture'), picture: name, plan: learnPlan }),
])
