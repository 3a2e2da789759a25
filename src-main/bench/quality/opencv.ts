/**
 * The only importer of OpenCV: its two classical inpainting algorithms, as baselines.
 * The library is loaded when it is first asked for, because that takes half a second.
 */
import { createRequire } from 'node:module'
import type * as OpenCv from '@techstark/opencv-js'
import type { PixelImage } from '../../../src-shared/tensor/pixels.ts'

/** OpenCV's numbers for the Navier-Stokes method (Bertalmio, 2001) and for fast marching (Telea, 2004). */
const ALGORITHMS = { 'navier-stokes': 0, telea: 1 } as const
/** OpenCV's numbers for matrices of one and of three bytes an element. */
const GREY_MATRIX = 0
const COLOUR_MATRIX = 16
const RADIUS = 3

/** `image` (RGB, 8 bits) with the white part of `mask` (grey, same size) filled by OpenCV. */
export async function opencvInpaint(
  image: PixelImage,
  mask: PixelImage,
  algorithm: keyof typeof ALGORITHMS,
): Promise<PixelImage> {
  const { Mat, inpaint } = await loadOpenCv()
  const { width, height } = image
  const source = new Mat(height, width, COLOUR_MATRIX)
  const hole = new Mat(height, width, GREY_MATRIX)
  const result = new Mat()
  try {
    samplesOf(source).set(image.data)
    samplesOf(hole).set(mask.data)
    inpaint(source, hole, result, RADIUS, ALGORITHMS[algorithm])
    return { ...image, data: samplesOf(result).slice() }
  } finally {
    for (const matrix of [source, hole, result]) matrix.delete()
  }
}

type Functions = Pick<typeof OpenCv, 'Mat' | 'inpaint'>

/**
 * OpenCV's functions once its WebAssembly is ready. The library's object has a `then` of its own
 * that never settles: it must not be awaited, so it is required and not imported.
 */
async function loadOpenCv(): Promise<Functions> {
  const cv: unknown = createRequire(import.meta.url)('@techstark/opencv-js')
  if (typeof cv !== 'object' || cv === null) throw new TypeError('OpenCV is no object')
  if (!('Mat' in cv)) {
    await new Promise<void>((resolve) => Object.assign(cv, { onRuntimeInitialized: resolve }))
  }
  if (!hasFunctions(cv)) throw new TypeError('OpenCV lacks the functions that are needed')
  return { Mat: cv.Mat, inpaint: cv.inpaint }
}

function hasFunctions(cv: object): cv is Functions {
  return 'Mat' in cv && 'inpaint' in cv
}

function samplesOf({ data }: { data: unknown }): Uint8Array {
  if (!(data instanceof Uint8Array)) throw new TypeError('OpenCV gave no 8-bit samples')
  return data
}
