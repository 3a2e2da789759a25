/**
 * What a view is drawn on: canvases side by side on a plane that is moved as one. Moving the view then draws nothing
 * but the cells that come into sight, and a brush only those that it touches. Knows nothing of what is drawn.
 */
import type { Region } from '../../src-shared/tensor/pixels.ts'
import { intersectRegions, wholeRegion } from '../kernels/region.ts'
import type { Point, Size } from '../kernels/region.ts'
import { cellSizeFor, cellsUnder } from './cells.ts'
import type { CellPlace } from './cells.ts'
import { addDamage } from './damage.ts'
import type { Damage } from './damage.ts'

/** Draws a rectangle of the view, in whole device pixels, onto a target with the origin of the view. */
export type PaintPart = (target: CanvasRenderingContext2D, part: Region) => void

export interface Surface {
  /** All is to be drawn anew, for a view of this size; `ratio` is device pixels for one of CSS. */
  readonly restart: (view: Size, ratio: number) => void
  /** Moves all that was drawn by whole device pixels. */
  readonly move: (by: Point) => void
  /** A rectangle of the view has to be drawn anew. */
  readonly damage: (region: Region | null) => void
  /** Draws what is damaged in the cells in sight. */
  readonly draw: (paint: PaintPart) => void
}

interface Cell {
  readonly canvas: HTMLCanvasElement
  readonly target: CanvasRenderingContext2D | null
  /** Where it lies on the plane. */
  place: CellPlace
  /** From its own corner. */
  damage: Damage
}

interface State {
  readonly plane: HTMLElement
  view: Size
  ratio: number
  cell: Size
  /** Where the view's corner lies on the plane. */
  offset: Point
  cells: readonly Cell[]
}

export function createSurface(plane: HTMLElement): Surface {
  const none = { width: 0, height: 0 }
  const state: State = {
    plane,
    view: none,
    ratio: 1,
    cell: none,
    offset: { x: 0, y: 0 },
    cells: [],
  }
  return {
    restart: (view, ratio) => restart(state, view, ratio),
    move: ({ x, y }) => {
      state.offset = { x: state.offset.x - x, y: state.offset.y - y }
    },
    damage: (region) => damage(state, region),
    draw: (paint) => {
      showCells(state)
      for (const cell of state.cells) drawCell(state, cell, paint)
      plane.style.transform = shift(-state.offset.x, -state.offset.y, state.ratio)
    },
  }
}

const shift = (x: number, y: number, ratio: number) => `translate(${x / ratio}px, ${y / ratio}px)`

function restart(state: State, view: Size, ratio: number): void {
  const cell = cellSizeFor(view)
  const isSame = cell.width === state.cell.width && cell.height === state.cell.height
  if (!isSame || ratio !== state.ratio) {
    state.plane.replaceChildren()
    state.cells = []
  }
  Object.assign(state, { view, ratio, cell, offset: { x: 0, y: 0 } })
  for (const known of state.cells) known.damage = [wholeRegion(cell)]
}

function damage({ cells, cell, offset }: State, region: Region | null): void {
  if (region === null) return
  for (const known of cells) {
    const corner = cornerOf(known.place, cell)
    const x = region.x + offset.x - corner.x
    const y = region.y + offset.y - corner.y
    known.damage = addDamage(known.damage, { ...region, x, y }, cell)
  }
}

/** Has a cell at every place in sight: those out of sight are put where one is missing. */
function showCells(state: State): void {
  const { view, cell, offset } = state
  const wanted = cellsUnder({ ...wholeRegion(view), ...offset }, cell)
  const isAt = (known: Cell, { column, row }: CellPlace) =>
    known.place.column === column && known.place.row === row
  const spare = state.cells.filter((known) => !wanted.some((place) => isAt(known, place)))
  for (const place of wanted) {
    if (state.cells.some((known) => isAt(known, place))) continue
    const found = spare.pop() ?? addCell(state)
    const corner = cornerOf(place, cell)
    Object.assign(found, { place, damage: [wholeRegion(cell)] })
    found.canvas.style.transform = shift(corner.x, corner.y, state.ratio)
  }
}

function addCell(state: State): Cell {
  const { cell, ratio } = state
  const canvas = document.createElement('canvas')
  Object.assign(canvas, cell)
  canvas.style.width = `${cell.width / ratio}px`
  canvas.style.height = `${cell.height / ratio}px`
  const target = canvas.getContext('2d', { alpha: false })
  const added: Cell = { canvas, target, place: { column: 0, row: 0 }, damage: [] }
  state.plane.append(canvas)
  state.cells = [...state.cells, added]
  return added
}

/** Draws the damage of a cell that is in sight, all of it: what lies beyond the view comes into sight next. */
function drawCell({ view, cell, offset }: State, known: Cell, paint: PaintPart): void {
  const { target, damage } = known
  if (target === null || damage.length === 0) return
  const corner = cornerOf(known.place, cell)
  const at = { x: corner.x - offset.x, y: corner.y - offset.y }
  if (intersectRegions({ ...cell, ...at }, wholeRegion(view)) === null) return
  known.damage = []
  target.setTransform(1, 0, 0, 1, -at.x, -at.y)
  for (const part of damage) paint(target, { ...part, x: part.x + at.x, y: part.y + at.y })
}

const cornerOf = ({ column, row }: CellPlace, { width, height }: Size): Point => ({
  x: column * width,
  y: row * height,
})
