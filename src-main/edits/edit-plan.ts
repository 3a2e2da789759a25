/**
 * What an edit is to do, as data and pure functions: which planes of pixels are sampled at which
 * noise levels, what each starts from and keeps. Nothing is computed here; run-edit.ts follows it.
 */
import type { Layer } from '../../src-shared/field/layer.ts'
import type { KnownContent } from '../../src-shared/operators/known-part.ts'
import type { PixelImage, Region } from '../../src-shared/tensor/pixels.ts'
import type { Tensor } from '../../src-shared/tensor/tensor.ts'
import type { Schedule } from './edit-request.ts'
import type { Turn } from './turn.ts'

/** What a plan has to know of the model. */
export interface ModelTraits {
  /** Side of its windows, in pixels. */
  readonly windowSize: number
  /** Whether it colours grey pictures at one look, or draws their colours from noise. */
  readonly coloursGrey: boolean
}

/** What a region is sampled from: `start` is clean, the noise is added by who samples. */
export interface Beginning {
  readonly start: Tensor
  readonly known: KnownContent
}

/** One scale of one part of the picture. */
export interface Pass {
  /** Which scale the noise belongs to: 0 is the finest. */
  readonly level: number
  /** What is to be computed, in pixels of this scale. */
  readonly plane: Region
  /** Pixels of the result per pixel of this scale. */
  readonly enlargement: number
  /** Side of the blocks of pixels that belong together and may not be cut. */
  readonly block: number
  readonly schedule: Schedule
  /** Above 0 where an estimate is needed, [1, 1, H, W]; everywhere if not given. */
  readonly needed?: (region: Region) => Tensor
  /**
   * What a region of the plane starts from, given the next coarser scale where there is one. What
   * takes long does it in pieces, with a turn for others between them.
   */
  readonly begin: (
    region: Region,
    coarser: Layer | undefined,
    turn: Turn,
  ) => Beginning | Promise<Beginning>
}

/** Passes that follow one another, coarse to fine, and where the finest one goes. */
export interface Job {
  readonly passes: readonly Pass[]
  /** Takes a finished part with its top left corner at `at`; it may reach beyond the picture. */
  readonly write: (estimate: Tensor, at: Pick<Region, 'x' | 'y'>) => void
}

export interface EditPlan {
  /** One after the other; a later job may read what an earlier one wrote. */
  readonly jobs: readonly Job[]
  /** The result, once all jobs are done. */
  readonly output: () => PixelImage
  /** Compares the result with what was to be kept, piece by piece where that takes long. */
  readonly measure: (turn: Turn) => Kept | Promise<Kept>
}

export interface Kept {
  readonly residual: number | null
  readonly changedOutsideMask: number | null
}
