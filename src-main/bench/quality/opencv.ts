/**
 * The only importer of OpenCV: its classical inpainting and smoothing algorithms, as baselines.
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

/** `image` (RGB, 8 bits) smoothed by OpenCV's bilateral filter; `sigmaColour` in 8-bit levels, `sigmaSpace` in pixels. */
export async function opencvBilateral(
  image: PixelImage,
  { sigmaColour, sigmaSpace }: { readonly sigmaColour: number; readonly sigmaSpace: number },
): Promise<PixelImage> {
  const { bilateralFilter } = await loadOpenCv()
  const diameter = 2 * Math.ceil(1.5 * sigmaSpace) + 1
  return filtered(image, (source, result) => {
    bilateralFilter(source, result, diameter, sigmaColour, sigmaSpace)
  })
}

/** `image` (RGB, 8 bits) with the median of `side` x `side` pixels; an odd number. */
export async function opencvMedian(image: PixelImage, side: number): Promise<PixelImage> {
  const { medianBlur } = await loadOpenCv()
  return filtered(image, (source, result) => {
    medianBlur(source, result, side)
  })
}

type Matrix = InstanceType<Functions['Mat']>

async function filtered(
  image: PixelImage,
  filter: (source: Matrix, result: Matrix) => void,
): Promise<PixelImage> {
  const { Mat } = await loadOpenCv()
  const source = new Mat(image.height, image.width, COLOUR_MATRIX)
  const result = new Mat()
  try {
    samplesOf(source).set(image.data)
    filter(source, result)
    return { ...image, data: samplesOf(result).slice() }
  } finally {
    for (const matrix of [source, result]) matrix.delete()
  }
}

const FUNCTIONS = ['Mat', 'inpaint', 'bilateralFilter', 'medianBlur'] as const
type Functions = Pick<typeof OpenCv, (typeof FUNCTIONS)[number]>

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
  const { Mat, inpaint, bilateralFilter, medianBlur } = cv // the object itself must not leave: see above
  return { Mat, inpaint, bilateralFilter, medianBlur }
}

function hasFunctions(cv: object): cv is Functions {
  return FUNCTIONS.every((name) => name in cv)
}

function samplesOf({ data }: { data: unknown }): Uint8Array {
  if (!(data instanceof Uint8Array)) throw new TypeError('OpenCV gave no 8-bit samples')
  return data
}
