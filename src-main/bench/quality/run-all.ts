/**
 * The quality benchmark over a list of photographs: figures of all, one contact sheet each, one of details for each
 * task, and one that shows every task on another photograph. Keeps no picture longer than its sheet needs it.
 */
import { encodeBytes } from '../../images/encode.ts'
import type { PhotographFile } from '../../training/folder-dataset.ts'
import { CLOSE_UP } from './close-up.ts'
import { contactSheet } from './contact-sheet.ts'
import type { SheetCell } from './contact-sheet.ts'
import { readPhotograph } from './read-photographs.ts'
import { chosenTasks, runQuality } from './run-quality.ts'
import type { Photograph, QualityCase, QualityOptions, QualityRow } from './run-quality.ts'
import { learnUsualChroma } from './usual-chroma.ts'

/** Side of a picture on a sheet, in pixels. */
const CELL = 256

export interface QualityResult {
  readonly cases: readonly QualityCase[]
  /** PNG files, one per photograph. */
  readonly sheets: readonly Uint8Array[]
  /** PNG files, one per variant of a task, in which every photograph is seen at 100 %. */
  readonly details: readonly Uint8Array[]
  /** A JPEG file. */
  readonly overview: Uint8Array
}

export interface QualityRunOptions extends QualityOptions {
  readonly onRow: (done: number, total: number, row: QualityRow) => void
}

/** Runs every task on every photograph. Rejects with AbortError between two edits' steps. */
export async function runQualityOnAll(
  files: readonly PhotographFile[],
  { onRow, ...options }: QualityRunOptions,
): Promise<QualityResult> {
  const cases: QualityCase[] = []
  const sheets: Uint8Array[] = []
  const shown: QualityRow[] = []
  const tasks = chosenTasks(options.task)
  const details = new Map<string, (readonly SheetCell[])[]>(
    tasks.map(({ variant }) => [variant, []]),
  )
  const usualChroma = await learnUsualChroma(inTurn(files, options.signal))
  for (const [index, file] of files.entries()) {
    const rows: QualityRow[] = []
    for await (const row of runQuality(await readPhotograph(file), { ...options, usualChroma })) {
      rows.push(row)
      cases.push(...row.cases)
      details.get(row.variant)?.push(row.closeUps)
      onRow(index * tasks.length + rows.length, files.length * tasks.length, row)
    }
    sheets.push(await sheetOf(rows, 'png'))
    const example = rows.find(({ variant }) => !shown.some((other) => other.variant === variant))
    if (example) shown.push(example)
  }
  return {
    cases,
    sheets,
    details: await Promise.all([...details.values()].map(detailsOf)),
    overview: await sheetOf(shown, 'jpeg'),
  }
}

async function* inTurn(
  files: readonly PhotographFile[],
  signal: AbortSignal,
): AsyncGenerator<Photograph> {
  for (const file of files) {
    signal.throwIfAborted()
    yield await readPhotograph(file)
  }
}

function detailsOf(rows: readonly (readonly SheetCell[])[]): Promise<Uint8Array> {
  return encodeBytes(contactSheet(rows, { cell: CLOSE_UP }), 'png')
}

function sheetOf(rows: readonly QualityRow[], format: 'png' | 'jpeg'): Promise<Uint8Array> {
  const sheet = contactSheet(
    rows.map(({ cells }) => cells),
    { cell: CELL },
  )
  return encodeBytes(sheet, format)
}
