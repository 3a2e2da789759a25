/**
 * What is kept of an ONNX graph once it is known which of its inputs is what. Pure.
 */
import type { GraphRoles } from '../../../src-shared/contract/models-api.ts'
import { sentence } from '../../../src-shared/contract/sentences.ts'
import { UserError } from '../../../src-shared/contract/user-error.ts'
import type { OnnxFile } from '../../../src-shared/importers/onnx-file.ts'
import { sideIn } from '../../../src-shared/importers/published-models.ts'
import { sizeOf } from '../../../src-shared/tensor/tensor.ts'
import type { GraphPart } from '../graph-record.ts'

/** Labels of a model that does not say how many it knows: those of ImageNet, which others have not. */
const USUAL_CLASSES = 1000
const LARGEST_SIDE = 4096

export interface GraphWords extends Pick<GraphPart, 'files'> {
  /** What people know the file by. */
  readonly name: string
  /** Where the side of its images may be told, if the graph leaves it open. */
  readonly named: string
  /** The side where nothing tells it. */
  readonly side?: number
}

/** Throws UserError naming the file for images that cannot be used. */
export function describeGraph(
  file: OnnxFile,
  roles: GraphRoles,
  { files, name, named, side: usual }: GraphWords,
): GraphPart {
  const image = file.inputs.find((input) => input.name === roles.image)
  const [batch = null, , height = null, width = null] = image?.shape ?? []
  if (height !== width) {
    const size = { width: width ?? '?', height: height ?? '?' }
    throw new UserError(sentence('graphOblong', { file: name, ...size }))
  }
  const side = height ?? sideIn(named) ?? usual ?? null
  if (side === null || side > LARGEST_SIDE) {
    throw new UserError(sentence('graphSideless', { file: name }))
  }
  return {
    ...roles,
    files,
    side,
    batch,
    classes: roles.labels === null ? null : classesOf(file, roles.labels),
    parameters: file.initializers.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
  }
}

/** As many as the table has rows that the labels pick from. */
function classesOf({ gathers, initializers }: OnnxFile, labels: string): number {
  const [table] = gathers.find(([, picked]) => picked === labels) ?? []
  const [rows = 0] = initializers.find(({ name }) => name === table)?.shape ?? []
  return rows > 0 ? rows : USUAL_CLASSES
}
