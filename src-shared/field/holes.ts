/**
 * Finds the holes of a mask: which lie together, how wide they are, and at what scale a window sees
 * across them. Masks are grey pictures in which everything above black is to be replaced.
 */
import type { PixelImage, Region } from '../tensor/pixels.ts'
import { spansAbove0 } from '../tensor/spans.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { unite } from './regions.ts'

/**
 * Bounding boxes of the groups of holes. Holes in the same or in neighbouring cells of `cell`
 * pixels are one group; what lies further apart is edited apart, so that the cost follows the holes
 * and not the distance between them.
 */
export function groupHoles(mask: PixelImage, cell: number): Region[] {
  const columns = Math.ceil(mask.width / cell)
  const boxes = boxesOfCells(mask, cell)
  const seen = new Set<number>()
  const groups: Region[] = []
  for (const start of boxes.keys()) {
    if (seen.has(start)) continue
    const group = collect(start, { boxes, columns, seen })
    groups.push(group.map((index) => boxes.get(index)).reduce(joinBoxes, undefined) ?? EMPTY)
  }
  return groups
}

/**
 * Distance, in steps along rows, columns or diagonals, from the deepest pixel of `hole`
 * [1, 1, H, W] to the nearest pixel outside it; 0 without a hole, Infinity when all is hole.
 */
export function holeRadius(hole: Tensor): number {
  const depths = holeDepths(hole)
  let deepest = 0
  for (let i = 0; i < depths.length; i++) deepest = Math.max(deepest, depths[i])
  return deepest
}

/** The same distance of every pixel of `hole` [1, 1, H, W], row by row; 0 outside the hole. */
export function holeDepths(hole: Tensor): Float32Array {
  const [, , height, width] = hole.shape
  const { rows, bounds } = spansAbove0(hole)
  const stride = width + 2 // a border of known distance Infinity saves looking for the edges
  const distance = new Float32Array(stride * (height + 2))
  distance.fill(Infinity, 0, stride).fill(Infinity, stride * (height + 1))
  for (let y = 1; y <= height; y++) {
    distance[y * stride] = distance[(y + 1) * stride - 1] = Infinity
    for (let n = rows[y - 1]; n < rows[y]; n++) {
      const row = y * stride + 1
      distance.fill(Infinity, row + bounds[2 * n], row + bounds[2 * n + 1])
      for (let x = bounds[2 * n]; x < bounds[2 * n + 1]; x++) reachFrom(distance, row + x, -stride)
    }
  }
  const depths = new Float32Array(width * height)
  for (let y = height; y >= 1; y--) {
    for (let n = rows[y] - 1; n >= rows[y - 1]; n--) {
      for (let x = bounds[2 * n + 1] - 1; x >= bounds[2 * n]; x--) {
        const at = y * stride + 1 + x
        reachFrom(distance, at, stride)
        depths[(y - 1) * width + x] = distance[at]
      }
    }
  }
  return depths
}

/** One step from the pixel before or after `at` in its row and the three in the row `row` away. */
function reachFrom(distance: Float32Array, at: number, row: number): void {
  const beside = Math.min(distance[at + Math.sign(row)], distance[at + row])
  const across = Math.min(distance[at + row - 1], distance[at + row + 1])
  distance[at] = Math.min(distance[at], beside + 1, across + 1)
}

/** How many times a picture is to be halved until `length` pixels fit into `limit`. */
export function halvingsToFit(length: number, limit: number): number {
  return Math.max(Math.ceil(Math.log2(length / limit)), 0)
}

const EMPTY: Region = { x: 0, y: 0, width: 0, height: 0 }

/** Cell number -> bounding box of the hole pixels in it; cells without any are left out. */
function boxesOfCells({ width, height, data }: PixelImage, cell: number): Map<number, Region> {
  const columns = Math.ceil(width / cell)
  const boxes = new Map<number, Region>()
  for (let y = 0; y < height; y++) {
    for (let column = 0; column < columns; column++) {
      const run = runWithin(data, y * width + column * cell, Math.min(cell, width - column * cell))
      if (run === null) continue
      const index = Math.floor(y / cell) * columns + column
      const box = { x: column * cell + run.first, y, width: run.length, height: 1 }
      boxes.set(index, joinBoxes(boxes.get(index), box))
    }
  }
  return boxes
}

/** Where the values above 0 among `count` of them begin, counted from `start`, and how far they reach. */
function runWithin(data: ArrayLike<number>, start: number, count: number) {
  let first = 0
  while (first < count && data[start + first] === 0) first++
  if (first === count) return null
  let last = count - 1
  while (data[start + last] === 0) last--
  return { first, length: last + 1 - first }
}

function joinBoxes(a: Region | undefined, b: Region | undefined): Region {
  return a && b ? unite(a, b) : (a ?? b ?? EMPTY)
}

interface CellGraph {
  readonly boxes: ReadonlyMap<number, Region>
  readonly columns: number
  readonly seen: Set<number>
}

/** All occupied cells that are reached from `start` over occupied neighbours. */
function collect(start: number, { boxes, columns, seen }: CellGraph): number[] {
  const group = [start]
  seen.add(start)
  for (const index of group) {
    const x = index % columns
    for (const dy of [-1, 0, 1]) {
      for (let side = Math.max(x - 1, 0); side <= Math.min(x + 1, columns - 1); side++) {
        const next = index - x + dy * columns + side
        if (!boxes.has(next) || seen.has(next)) continue
        seen.add(next)
        group.push(next)
      }
    }
  }
  return group
}
