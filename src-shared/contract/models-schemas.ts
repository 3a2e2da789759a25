/**
 * What may be asked of the library of models, as schemas.
 */
import { z } from 'zod'
import { taskKind } from './edit-schemas.ts'
import { bytes, grant, grantSource, id, name, upload } from './schema-parts.ts'

const nothing = z.undefined()

const roles = z.object({
  image: name,
  noise: name,
  labels: name.nullable(),
  output: name,
  computes: z.enum(['clean-image', 'raw-network']),
})

export const models = {
  list: nothing,
  device: nothing,
  details: id,
  classNames: id,
  isWhole: z.object({ job: id, id }),
  upload: z.object({ upload, path: name, at: z.int().min(0), bytes }),
  discardUpload: upload,
  import: z.object({
    job: id,
    source: z.discriminatedUnion('kind', [
      grantSource,
      z.object({ kind: z.literal('upload'), upload }),
    ]),
    name: name.exactOptional(),
    roles: roles.exactOptional(),
  }),
  askAgain: id,
  correct: z.object({ id, roles }),
  export: z.object({
    job: id,
    id,
    format: z.enum(['diffusers', 'onnx']),
    folder: grant.nullable(),
  }),
  onProgress: 'event',
  rename: z.object({ id, name }),
  remove: id,
  folder: id,
  defaults: nothing,
  setDefault: z.object({ task: taskKind, model: id.nullable() }),
  published: nothing,
} as const
