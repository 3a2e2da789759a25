/**
 * What model.json says of a model that is an ONNX graph of others: its files, and which of its inputs is what.
 */
import type { GraphRoles } from '../../src-shared/contract/models-api.ts'
import { JsonFields } from '../../src-shared/importers/json-fields.ts'

/** A graph that only runs: it is neither trained on nor written in other formats. */
export interface GraphPart extends GraphRoles {
  /** Paths below the model's folder, the graph first, then the files that it keeps weights in. */
  readonly files: readonly string[]
  /** Side of its images in pixels. */
  readonly side: number
  /** Images per run; null where it takes any number. */
  readonly batch: number | null
  readonly classes: number | null
  readonly parameters: number
}

const REMEDY = 'bring the model in again'

/** Throws UserError naming `path`. */
export function parseGraphPart(json: unknown, path: string): GraphPart {
  const fields = new JsonFields(json, `${path}: graph`, REMEDY)
  const files = fields.take('files')
  if (!Array.isArray(files) || files.length === 0 || !files.every(isPlainPath)) {
    throw fields.wrong('files', 'is no list of files of this folder')
  }
  return {
    files,
    image: fields.text('image'),
    noise: fields.text('noise'),
    labels: fields.take('labels', null) === null ? null : fields.text('labels'),
    output: fields.text('output'),
    computes: fields.choice('computes', ['clean-image', 'raw-network']),
    side: fields.integer('side', { min: 1 }),
    batch: fields.integerOrNull('batch', { min: 1, fallback: null }),
    classes: fields.integerOrNull('classes', { min: 1, fallback: null }),
    parameters: fields.integer('parameters', { min: 0 }),
  }
}

/** Below the folder, and nowhere else. */
export function isPlainPath(path: unknown): path is string {
  if (typeof path !== 'string' || path === '' || path.length > 1000) return false
  const names = path.split('/')
  return names.every(
    (name) => name !== '' && name !== '.' && name !== '..' && !/[\\:\0]/.test(name),
  )
}

export function graphJson(graph: GraphPart): Record<string, unknown> {
  const { files, image, noise, labels, output, computes, side, batch, classes, parameters } = graph
  return { files, image, noise, labels, output, computes, side, batch, classes, parameters }
}
