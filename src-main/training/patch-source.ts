/**
 * Batches of patches for training: what step n sees is a function of the seed, n and the list of photographs.
 * Keeps a bounded number of photographs in memory and reads the others when their turn comes.
 */
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import type { PixelImage } from '../../src-shared/tensor/pixels.ts'
import { uniforms } from '../../src-shared/tensor/random.ts'
import type { IntTensor, Tensor } from '../../src-shared/tensor/tensor.ts'
import { decodeRgb8 } from '../images/decode-rgb8.ts'
import { derivedSeed } from './derived-seed.ts'
import { cutPatch, DRAWS_PER_PATCH, drawPlace, pick } from './draw-patch.ts'
import type { PatchPlace } from './draw-patch.ts'
import type { PhotographFile } from './folder-dataset.ts'
import { labelTensor } from './photograph-classes.ts'
import { photographWindow } from './photograph-window.ts'
import { buildPyramid, levelCount } from './pyramid.ts'
import type { Pyramid } from './pyramid.ts'

export interface PatchOptions {
  /** Side of a patch in pixels; no photograph may be smaller. */
  readonly size: number
  /** Patches per batch. */
  readonly batch: number
  readonly seed: number
  /** Relative frequency of the scales 1, 1/2, 1/4, ... */
  readonly scaleWeights?: readonly number[]
  /** Photographs in memory at most. */
  readonly windowPhotographs?: number
  /** Steps between two replacements of one photograph in memory by another. */
  readonly stepsPerPhotograph?: number
  /** Larger photographs are reduced to this longer side while decoding. */
  readonly maxSide?: number
  /** Reads one photograph as 8-bit RGB. */
  readonly decode?: (photograph: PhotographFile, maxSide: number) => Promise<PixelImage>
  /** The class of each photograph, in their order. */
  readonly labels?: readonly number[] | undefined
}

export const PATCH_DEFAULTS = {
  /** Most patches are fine structure; a few show a whole picture, from which colour is learnt. */
  scaleWeights: [0.3, 0.28, 0.22, 0.12, 0.08],
  windowPhotographs: 48,
  stepsPerPhotograph: 24,
  maxSide: 2048,
} as const

/** How many steps before its batch a photograph is begun to be read. */
export const STEPS_AHEAD = 2

/** A patch [1, 3, size, size] in [-1, 1] and where it comes from. */
export interface CutPatch extends PatchPlace {
  readonly photograph: PhotographFile
  readonly patch: Tensor
}

/** A source that also tells where its patches come from. */
export interface FolderPatchSource extends PatchSource {
  patches(step: number): Promise<readonly CutPatch[]>
}

export interface PatchSource {
  /** The batch [B, 3, size, size] in [-1, 1] of a step. UserError when a photograph is no longer readable. */
  batch(step: number): Promise<Tensor>
  /** The classes [B] of the patches of a step, where the photographs have classes. */
  labels?(step: number): IntTensor | undefined
  /** Begins to read what the batch of a later step needs; its batch() tells of what goes wrong. */
  prepare(step: number): void
  /** Photographs in memory now. */
  readonly photographsInMemory: number
}

/** A source over `photographs`; nothing is read before the first batch. */
export function createPatchSource(
  photographs: readonly PhotographFile[],
  options: PatchOptions,
): FolderPatchSource {
  const { size, labels, scaleWeights = PATCH_DEFAULTS.scaleWeights } = options
  const { activeAt, drawsOf } = patchDraws(photographs, options)
  const pyramids = createPyramidCache(photographs, options)
  const patches = async (step: number): Promise<readonly CutPatch[]> => {
    pyramids.keep([...activeAt(step), ...activeAt(step + STEPS_AHEAD)])
    const cut = drawsOf(step).map(async ({ index, own }) => {
      const { photograph, pyramid } = await pyramids.of(index)
      const place = drawPlace(pyramid, { size, scaleWeights }, own)
      return { ...place, photograph, patch: cutPatch(pyramid, place) }
    })
    return Promise.all(cut)
  }
  return {
    patches,
    batch: async (step) => stack((await patches(step)).map(({ patch }) => patch)),
    labels: (step) => labels && labelTensor(drawsOf(step).map(({ index }) => labels[index] ?? 0)),
    prepare: (step) => drawsOf(step).forEach(({ index }) => void pyramids.of(index).catch(ignore)),
    get photographsInMemory() {
      return pyramids.size()
    },
  }
}

interface PatchDraw {
  /** Of a photograph. */
  readonly index: number
  /** Numbers for drawPlace(). */
  readonly own: Float64Array
}

/** Which photographs are in use at a step, and what its patches are drawn by. */
function patchDraws(photographs: readonly PhotographFile[], options: PatchOptions) {
  const seed = derivedSeed(options.seed, 'patches')
  const { activeAt } = photographWindow({
    count: photographs.length,
    capacity: options.windowPhotographs ?? PATCH_DEFAULTS.windowPhotographs,
    seed: derivedSeed(options.seed, 'order'),
    stepsPerReplacement: options.stepsPerPhotograph ?? PATCH_DEFAULTS.stepsPerPhotograph,
  })
  const weights = photographs.map(({ width, height }) => Math.sqrt(width * height))
  const drawsOf = (step: number): PatchDraw[] => {
    const active = activeAt(step)
    const activeWeights = active.map((index) => weights[index] ?? 0)
    const draws = uniforms(seed, step, options.batch * (1 + DRAWS_PER_PATCH))
    return Array.from({ length: options.batch }, (_, slot) => {
      const own = draws.subarray(slot * (1 + DRAWS_PER_PATCH), (slot + 1) * (1 + DRAWS_PER_PATCH))
      return { index: active[pick(activeWeights, own[0] ?? 0)] ?? 0, own: own.subarray(1) }
    })
  }
  return { activeAt, drawsOf }
}

const ignore = () => undefined

interface LoadedPhotograph {
  readonly photograph: PhotographFile
  readonly pyramid: Pyramid
}

/** Photographs in memory by their index. */
function createPyramidCache(photographs: readonly PhotographFile[], options: PatchOptions) {
  const cache = new Map<number, Promise<LoadedPhotograph>>()
  const load = async (index: number): Promise<LoadedPhotograph> => {
    const photograph = photographs[index]
    if (!photograph) throw new RangeError(`there is no photograph ${index}`)
    return { photograph, pyramid: await loadPyramid(photograph, options) }
  }
  return {
    size: () => cache.size,
    keep: (indices: readonly number[]) => {
      for (const index of cache.keys()) if (!indices.includes(index)) cache.delete(index)
    },
    of: (index: number): Promise<LoadedPhotograph> => {
      const known = cache.get(index)
      if (known) return known
      const loading = load(index)
      loading.catch(() => cache.delete(index))
      cache.set(index, loading)
      return loading
    },
  }
}

/** Reads a photograph and reduces it to its scales. */
export async function loadPyramid(
  photograph: PhotographFile,
  options: Pick<PatchOptions, 'size' | 'scaleWeights' | 'maxSide' | 'decode'>,
): Promise<Pyramid> {
  const decode = options.decode ?? decodePhotograph
  const image = await decode(photograph, longestSide(photograph, options))
  const most = (options.scaleWeights ?? PATCH_DEFAULTS.scaleWeights).length
  return buildPyramid(image, levelCount(image, options.size, most))
}

/** The longer side to decode at; a panorama keeps what its shorter side needs for one patch. */
function longestSide(
  { width, height }: PhotographFile,
  { size, maxSide = PATCH_DEFAULTS.maxSide }: Pick<PatchOptions, 'size' | 'maxSide'>,
): number {
  const narrow = Math.min(width, height)
  return Math.max(maxSide, Math.ceil(((size + 1) * Math.max(width, height)) / narrow))
}

async function decodePhotograph(photograph: PhotographFile, maxSide: number): Promise<PixelImage> {
  return decodeRgb8(photograph.file, { maxSide }).catch((cause: unknown) => {
    throw new UserError(sentence('photographGone', { file: photograph.file }), { cause })
  })
}

/** Tensors [1, ...] of one shape as one batch [B, ...]. */
export function stack(patches: readonly Tensor[]): Tensor {
  const [first] = patches
  if (!first) throw new RangeError('a batch needs at least one patch')
  const data = new Float32Array(patches.length * first.data.length)
  for (const [index, patch] of patches.entries()) data.set(patch.data, index * first.data.length)
  return { shape: [patches.length, ...first.shape.slice(1)], data }
}

/** The first `count` of a list, from its start again where it is shorter. */
export function cycled<Item>(list: readonly Item[], count: number): Item[] {
  const rounds = Math.ceil(count / Math.max(list.length, 1))
  return Array.from({ length: rounds }, () => list)
    .flat()
    .slice(0, count)
}
