/**
 * The orthogonal bases of colours and of blocks of pixels. The operators never write a basis out; what they
 * keep is the projection onto its first column, and what they leave free is spanned by the others.
 */
import { ontoBlockMeans } from '../../../../src-shared/operators/blocks.ts'
import { GREY_AXIS, ontoGreyAxis } from '../../../../src-shared/operators/luminance.ts'
import type { LinearMap } from '../../../../src-shared/operators/known-part.ts'
import { sizeOf } from '../../../../src-shared/tensor/tensor.ts'
import { compare, type Finding } from '../finding.ts'
import { EXACT, matching, type ScheduleSource } from './source.ts'

/** The operators compute in 32 bits. */
const SINGLE = { tolerance: 1e-6 }

export function* checkBases(source: ScheduleSource): Generator<Finding> {
  if (source.golden.has('Q_color')) {
    const colours = { axis: GREY_AXIS, project: ontoGreyAxis, shape: [3, 1, 1] }
    yield* checkBasis(source, 'Q_color', colours)
  }
  for (const [name, text] of matching(source, /^Q_patch_(\d+)(?:_first_column)?$/)) {
    const side = Number(text)
    const axis = Array.from({ length: side ** 2 }, () => 1 / side)
    const project: LinearMap = (image) => ontoBlockMeans(image, side)
    yield* checkBasis(source, name, { axis, project, shape: [1, side, side] })
  }
}

interface Kept {
  /** The first column. */
  readonly axis: readonly number[]
  /** Onto the first column, of pictures of this shape [C, H, W]. */
  readonly project: LinearMap
  readonly shape: readonly number[]
}

/** A basis [n, n], one vector a column, or its first column [n]. */
function* checkBasis(
  { golden, item }: ScheduleSource,
  name: string,
  { axis, project, shape }: Kept,
): Generator<Finding> {
  const basis = columnsOf(golden.values(name), axis.length)
  const first = basis[0] ?? []
  const pairs = basis.flatMap((a, i) => basis.slice(i).map((b) => dot(a, b)))
  const orthonormal = basis.flatMap((_, i) => basis.slice(i).map((_, j) => (j === 0 ? 1 : 0)))
  const values = [
    [...axis, ...orthonormal],
    [...first, ...pairs],
  ] as const
  yield compare(`${item}/${name}`, values, EXACT)
  const outer = first.flatMap((a) => first.map((b) => a * b))
  yield compare(`${item}/${name}.projection`, [projectionMatrix(project, shape), outer], SINGLE)
}

/** The columns of a matrix of `rows` rows. */
function columnsOf(values: Float64Array, rows: number): number[][] {
  const count = values.length / rows
  return Array.from({ length: Math.ceil(count) }, (_, j) =>
    Array.from({ length: rows }, (_, i) => values[i * count + j] ?? NaN),
  )
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? NaN), 0)
}

/** A linear map written out: row i is what it makes of the i-th unit picture [C, H, W]. */
function projectionMatrix(project: LinearMap, shape: readonly number[]): Float32Array {
  const size = sizeOf(shape)
  const units = new Float32Array(size * size)
  for (let i = 0; i < size; i++) units[i * size + i] = 1
  return project({ shape: [size, ...shape], data: units }).data
}
