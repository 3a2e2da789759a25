/**
 * What can be asked of a photograph: one typed request per tool, and what comes back while it is
 * worked on. Values are checked where they enter the program; here they are only named.
 */
import type { Fill } from '../../src-shared/contract/edits-api.ts'
import type { Paint } from '../../src-shared/field/paint.ts'
import type { PixelImage, Region } from '../../src-shared/tensor/pixels.ts'

/** At which noise levels the network is asked, and how much of that noise is really added. */
export interface Schedule {
  readonly sigmas: readonly number[]
  /** Deviation of the noise relative to sigma: 1 samples, less keeps nearer to what is there. */
  readonly noise: number
  /** How many results are drawn and averaged, 1 if not given: many give the mean instead of one guess. */
  readonly draws?: number
}

export interface Schedules {
  /** For the coarsest scale, from which the others start; for the only one where there is one. */
  readonly first: Schedule
  /** For every finer scale. */
  readonly finer: Schedule
}

/** What all requests share. */
export interface CommonRequest {
  /** Whole number; the same seed gives the same bytes on the same device. */
  readonly seed: number
  /** Network calls at the scale that decides; each tool has its own good number. */
  readonly steps?: number
  /** Windows handed to the network at a time; the model's own number if not given. */
  readonly windowBatch?: number
  /** Class label, for models that have classes. */
  readonly label?: number
  /** True for a first impression: what takes long is done more coarsely. */
  readonly quick?: boolean
  /** Instead of the tool's own levels; `steps` then says nothing. */
  readonly schedules?: Schedules
}

interface OfPhotograph extends CommonRequest {
  readonly image: PixelImage
}

/** Grey mask of the size of the picture: everything above black is to be replaced. */
type Mask = PixelImage

export interface InpaintRequest extends OfPhotograph {
  readonly operator: 'inpaint'
  readonly mask: Mask
  /**
   * DEFAULT_FILL if not given. Always smooth are narrow holes, and long ones whose surroundings are too large to be
   * searched at any scale at which they are filled.
   */
  readonly fill?: Fill
  /** True makes what was replaced opaque, for holes that were cut out as transparency. */
  readonly opaque?: boolean
}

export interface ColorizeRequest extends OfPhotograph {
  readonly operator: 'colorize'
  /** Strokes whose colours the result takes, at the brightness of the photograph; they spread over what is alike. */
  readonly hints?: readonly Paint[]
}

export type Scale = 2 | 3 | 4 | 8

export interface UpscaleRequest extends OfPhotograph {
  readonly operator: 'upscale'
  readonly scale: Scale
}

export interface DenoiseRequest extends OfPhotograph {
  readonly operator: 'denoise'
  /** Deviation of the noise in 8-bit levels (0..255), also for 16-bit pictures; estimated if not given. */
  readonly sigma?: number
}

export interface StrokeRequest extends OfPhotograph {
  readonly operator: 'stroke'
  /** Where the picture is drawn again; everywhere if not given. */
  readonly mask?: Mask
  /** 0 keeps the painting nearly as it is, 1 keeps its rough colours; 0.5 if not given. */
  readonly strength?: number
}

export interface RestoreRequest extends OfPhotograph {
  readonly operator: 'restore'
  readonly mask?: Mask
  /** True when only the brightness of the picture is to be trusted. */
  readonly grey?: boolean
  readonly scale?: Scale
}

export type EditRequest =
  | InpaintRequest
  | ColorizeRequest
  | UpscaleRequest
  | DenoiseRequest
  | StrokeRequest
  | RestoreRequest

export type Operator = EditRequest['operator']

/** One estimate on the way: where it lies in the result, and its pixels when they are asked for. */
export interface EditPreview {
  /** In pixels of the result; the preview may be smaller by a power of two. */
  readonly region: Region
  pixels(): PixelImage
}

export interface EditResult {
  readonly image: PixelImage
  /** Network calls at the scale that decided, the coarsest. */
  readonly steps: number
  /** The noise levels at which the network was asked, coarse scales first. */
  readonly sigmas: readonly number[]
  /**
   * Largest deviation of what the tool keeps, as a share of the full range (below 1/255 = 0.0039 is
   * below one level of 8 bits); null for a tool that keeps nothing.
   */
  readonly residual: number | null
  /** Samples outside the mask that differ from the source; null without a mask, or where all are drawn anew. */
  readonly changedOutsideMask: number | null
  /** Windows computed, all steps together. */
  readonly windows: number
  readonly seconds: number
  /** The part of `seconds` in which the network did not run. */
  readonly outsideSeconds: number
}

/** Everything that a run reports; the last one has the result. */
export interface EditProgress {
  /** Share of the work that is done, 0 to 1. */
  readonly fraction: number
  readonly preview?: EditPreview
  readonly result?: EditResult
}
