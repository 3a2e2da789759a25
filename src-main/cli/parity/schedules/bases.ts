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
    const basis = source.golden.values('Q_color')
    const axis = [0, 3, 6].map((at) => basis[at] ?? NaN)
    yield compare(`${source.item}/Q_color.first_column`, [GREY_AXIS, axis], EXACT)
    yield checkBasis(source, 'Q_color', projectionMatrix(ontoGreyAxis, [3, 1, 1]))
  }
  for (const [name, text] of matching(source, /^Q_patch_(\d+)(?:_first_column)?$/)) {
    const side = Number(text)
    const blocks: LinearMap = (image) => ontoBlockMeans(image, side)
    yield checkBasis(source, name, projectionMatrix(blocks, [1, side, side]))
  }
}

/** A linear map written out: row i is what it makes of the i-th unit picture [C, H, W]. */
function projectionMatrix(project: LinearMap, shape: readonly number[]): Float32Array {
  const size = sizeOf(shape)
  const units = new Float32Array(size * size)
  for (let i = 0; i < size; i++) units[i * size + i] = 1
  return project({ shape: [size, ...shape], data: units }).data
}

/** A basis [n, n], one vector a column, or its first column [n]: q q^T, and 1 - q q^T by the others. */
function checkBasis({ golden, item }: ScheduleSource, name: string, kept: Float32Array): Finding {
  const basis = golden.values(name)
  const size = Math.sqrt(kept.length)
  const columns = basis.length / size
  const outer = (from: number, to: number) =>
    Array.from(kept, (_, at) => {
      const [row, column] = [Math.floor(at / size), at % size]
      let sum = 0
      for (let j = from; j < to; j++) {
        sum += Number(basis[row * columns + j]) * Number(basis[column * columns + j])
      }
      return sum
    })
  const free = Array.from(kept, (value, at) => (at % (size + 1) === 0 ? 1 - value : -value))
  const whole = columns === size
  const actual = whole ? [...kept, ...free] : [...kept]
  const expected = whole ? [...outer(0, 1), ...outer(1, columns)] : outer(0, 1)
  return compare(`${item}/${name}`, [actual, expected], SINGLE)
}
