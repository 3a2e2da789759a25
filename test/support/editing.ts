/**
 * What the tests of editing share: pictures of every kind, masks, models in closed form, and a run
 * of an edit to its end.
 */
import type { EditProgress, EditRequest, EditResult } from '../../src-main/edits/edit-request.ts'
import { runEdit } from '../../src-main/edits/run-edit.ts'
import type { EditContext } from '../../src-main/edits/run-plan.ts'
import type { EditModel } from '../../src-main/edits/work-meter.ts'
import type { Denoise } from '../../src-shared/diffusion/multistep-sampler.ts'
import type { PixelImage, Region } from '../../src-shared/tensor/pixels.ts'
import { sizeOf } from '../../src-shared/tensor/tensor.ts'

/** Waves in every channel over the whole range, with enough in them that no two pixels are alike. */
export function drawPicture(
  width: number,
  height: number,
  { channels = 3, depth = 8 }: { channels?: 1 | 2 | 3 | 4; depth?: 8 | 16 } = {},
): PixelImage {
  const count = width * height * channels
  const data = depth === 8 ? new Uint8Array(count) : new Uint16Array(count)
  const half = (2 ** depth - 1) / 2
  for (let i = 0; i < count; i++) {
    const c = i % channels
    const pixel = Math.floor(i / channels)
    const x = pixel % width
    const y = Math.floor(pixel / width)
    const wave = Math.sin(x / (7 + c)) * Math.cos(y / (9 - c)) + 0.2 * Math.sin(3.7 * x + 2.3 * y)
    data[i] = Math.round(half * (1 + 0.8 * wave))
  }
  return { width, height, channels, depth, data }
}

/** A large picture made of copies of a small one. */
export function repeatPicture(small: PixelImage, width: number, height: number): PixelImage {
  const { channels, data } = small
  const large = data.constructor === Uint8Array ? Uint8Array : Uint16Array
  const rows = new large(width * height * channels)
  for (let at = 0; at < rows.length;) {
    const y = Math.floor(at / (width * channels))
    const start = (y % small.height) * small.width * channels
    const length = Math.min(small.width * channels, (y + 1) * width * channels - at)
    rows.set(data.subarray(start, start + length), at)
    at += length
  }
  return { ...small, width, height, data: rows }
}

/** All samples of each channel alike. */
export function drawPlain(width: number, height: number, colour: readonly number[]): PixelImage {
  const data = new Uint8Array(width * height * colour.length)
  colour.forEach((value, c) => {
    for (let i = c; i < data.length; i += colour.length) data[i] = value
  })
  const channels = colour.length === 4 ? 4 : colour.length === 3 ? 3 : 1
  return { width, height, channels, depth: 8, data }
}

/** White rectangles on black. */
export function drawMask(width: number, height: number, holes: readonly Region[]): PixelImage {
  const data = new Uint8Array(width * height)
  for (const hole of holes) {
    for (let y = hole.y; y < hole.y + hole.height; y++) {
      data.fill(255, y * width + hole.x, y * width + hole.x + hole.width)
    }
  }
  return { width, height, channels: 1, depth: 8, data }
}

/** Mixes every pixel with the mean of its window and channel: one in which windows matter. */
export const windowMean: Denoise = (x, sigma) => {
  const plane = sizeOf(x.shape.slice(2))
  const share = 1 / (1 + sigma)
  const data = new Float32Array(x.data.length)
  for (let start = 0; start < data.length; start += plane) {
    const values = x.data.subarray(start, start + plane)
    const mean = values.reduce((a, b) => a + b, 0) / plane
    data.set(
      values.map((value) => share * value + (1 - share) * mean),
      start,
    )
  }
  return Promise.resolve({ shape: x.shape, data })
}

/** A model whose network is `denoise`, which may look at windows one by one only. */
export function modelOf(denoise: Denoise, windowSize = 16, windowBatch = 4): EditModel {
  return { windowSize, windowBatch, denoise }
}

export async function collect(work: AsyncIterable<EditProgress>): Promise<EditProgress[]> {
  const reports: EditProgress[] = []
  for await (const report of work) reports.push(report)
  return reports
}

/** The result of an edit; seed 1 and a model that mixes windows if not given. */
export async function edit(
  request: EditRequest,
  context: EditContext = { model: modelOf(windowMean) },
): Promise<EditResult> {
  const last = (await collect(runEdit(request, context))).at(-1)
  if (!last?.result) throw new Error('the edit ended without a result')
  return last.result
}
