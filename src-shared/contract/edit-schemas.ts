/**
 * What may be asked of a model: tasks, jobs and recipes as schemas.
 */
import { z } from 'zod'
import { FILLS } from './edits-api.ts'
import {
  deviceChoice,
  hash,
  id,
  maskPatch,
  name,
  paintPatches,
  scale,
  seed,
  share,
  steps,
} from './schema-parts.ts'

const colorize = z.object({
  kind: z.literal('colorize'),
  hints: paintPatches.exactOptional(),
})
const enlarge = z.object({ kind: z.literal('enlarge'), scale })
const restore = z.object({
  kind: z.literal('restore'),
  mask: maskPatch.exactOptional(),
  grey: z.boolean(),
  scale: scale.exactOptional(),
})
const denoise = z.object({
  kind: z.literal('denoise'),
  sigma: z.number().min(0).max(255).exactOptional(),
})

/** The tasks that need nothing but the picture. */
export const batchTask = z.discriminatedUnion('kind', [colorize, enlarge, restore, denoise])

export const task = z.discriminatedUnion('kind', [
  colorize,
  enlarge,
  restore,
  denoise,
  z.object({
    kind: z.literal('remove'),
    mask: maskPatch,
    opaque: z.boolean().exactOptional(),
    fill: z.enum(FILLS).exactOptional(),
  }),
  z.object({ kind: z.literal('paint'), strokes: paintPatches, strength: share }),
  z.object({ kind: z.literal('blend'), other: id, frames: z.int().min(2).max(100) }),
  z.object({ kind: z.literal('generate'), count: z.int().min(1).max(100) }),
])

export const taskKind = z.enum([
  'remove',
  'colorize',
  'enlarge',
  'restore',
  'denoise',
  'paint',
  'blend',
  'generate',
])

export const label = z.int().min(0).max(1_000_000)

export const editJob = z.object({
  job: id,
  picture: id.nullable(),
  task,
  model: id,
  steps: steps.exactOptional(),
  seed,
  variations: z.int().min(1).max(100).exactOptional(),
  label: label.exactOptional(),
  device: deviceChoice.exactOptional(),
})

export const recipe = z.object({
  version: z.literal(1),
  source: z.union([hash, z.literal('')]),
  task,
  model: z.object({ id, hash }),
  steps: z.int().min(1).max(1000),
  stepsAsked: steps.exactOptional(),
  sigmas: z.array(z.number().min(0)).max(10_000).readonly(),
  seed,
  label: label.exactOptional(),
  frame: z.int().min(0).max(100).exactOptional(),
  other: hash.exactOptional(),
  device: name,
  result: hash,
})
