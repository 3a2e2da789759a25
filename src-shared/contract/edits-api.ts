/**
 * What the editor can ask of a model, and what comes back while it is worked on.
 */
import type { Region } from '../tensor/pixels.ts'
import type { DeviceChoice } from './devices-api.ts'
import type { MaskPatch, PaintPatch, PictureId, PictureInfo } from './pictures-api.ts'

/**
 * What wide holes are filled with: what the picture's own patches agree on or, where that would be a soft spot, one choice
 * of them with its grain; such a choice wherever the hole is; or what goes smoothly from edge to edge.
 */
export const FILLS = ['natural', 'texture', 'smooth'] as const
export type Fill = (typeof FILLS)[number]
export const DEFAULT_FILL: Fill = 'natural'

export type Task =
  /**
   * Opaque makes what was replaced opaque, for holes that were cut out as transparency. The filling is the
   * natural one if not given.
   */
  | {
      readonly kind: 'remove'
      readonly mask: MaskPatch
      readonly opaque?: boolean
      readonly fill?: Fill
    }
  /** Hints are strokes of known colour: the result honours them, and they spread over what is alike. */
  | { readonly kind: 'colorize'; readonly hints?: readonly PaintPatch[] }
  | { readonly kind: 'enlarge'; readonly scale: 2 | 3 | 4 | 8 }
  | {
      readonly kind: 'restore'
      readonly mask?: MaskPatch
      readonly grey: boolean
      readonly scale?: 2 | 3 | 4 | 8
    }
  /** Sigma in 8-bit levels; estimated if not given. */
  | { readonly kind: 'denoise'; readonly sigma?: number }
  /** Strokes are painted over the picture first; strength 0 keeps the painting, 1 only its rough colours. */
  | { readonly kind: 'paint'; readonly strokes: readonly PaintPatch[]; readonly strength: number }
  /** Frames between this picture and another one; both ends are included. */
  | { readonly kind: 'blend'; readonly other: PictureId; readonly frames: number }
  | { readonly kind: 'generate'; readonly count: number }

export type TaskKind = Task['kind']

export interface EditJob {
  /** Chosen by the caller, so that progress can be told apart. */
  readonly job: string
  /** The picture to edit; null only for 'generate'. */
  readonly picture: PictureId | null
  readonly task: Task
  /** Id of a model in the library. */
  readonly model: string
  /** Network calls at the scale that decides, 1 to 8; the tool's own good number if not given. */
  readonly steps?: number
  readonly seed: number
  /** How many results with seeds seed, seed + 1, ...; 1 if not given. */
  readonly variations?: number
  /** Class label for models that have classes. */
  readonly label?: number
  /** 'auto' if not given. A device that was refused gives its place to the next one (DevicesApi.onFall). */
  readonly device?: DeviceChoice
}

/** One estimate on the way. */
export interface EditEstimate {
  readonly job: string
  /** Which of the variations (or frames, or generated pictures), from 0. */
  readonly variation: number
  /** Share of the whole job that is done, 0 to 1. */
  readonly fraction: number
  /** Seconds left at the pace so far; null while that is unknown. */
  readonly secondsLeft: number | null
  /** What the estimate looks like; the region is in pixels of the result, the samples may be a power of two smaller. */
  readonly preview: {
    readonly region: Region
    readonly width: number
    readonly height: number
    readonly rgba: Uint8Array
    /** Size of the result that the region lies in. */
    readonly resultWidth: number
    readonly resultHeight: number
  } | null
}

/** Everything that is needed to make a result again, sample for sample on the same device. */
export interface Recipe {
  readonly version: 1
  /** SHA-256 of the source picture as PictureInfo has it; empty for 'generate'. */
  readonly source: string
  readonly task: Task
  readonly model: { readonly id: string; readonly hash: string }
  readonly steps: number
  /** The steps that were asked for; left out where the tool took its own good number, hole by hole. */
  readonly stepsAsked?: number
  readonly sigmas: readonly number[]
  /** That of this very result: the seed of the job and the number of the variation. */
  readonly seed: number
  readonly label?: number
  /** For 'blend': which of the frames, from 0, and the hash of the other picture as `source` has it. */
  readonly frame?: number
  readonly other?: string
  readonly device: string
  /** SHA-256 of the result's samples. */
  readonly result: string
}

export interface EditOutcome {
  readonly variation: number
  readonly picture: PictureInfo
  readonly recipe: Recipe
  readonly seconds: number
  /** Largest deviation of what the tool keeps, as a share of the full range; null for a tool that keeps nothing. */
  readonly residual: number | null
  /** Samples outside the mask that differ from the source; null without a mask, or where all are drawn anew. */
  readonly changedOutsideMask: number | null
  /** Part of the picture that may differ from the source; null when all may, or when the sizes differ. */
  readonly region: Region | null
}

export interface EditsApi {
  /**
   * Runs a job to its end; one outcome per variation. Rejects with code 'cancelled' when the signal is aborted, at the
   * latest after the current batch of windows. Jobs run one after another, previews last.
   */
  run(job: EditJob, signal?: AbortSignal): Promise<readonly EditOutcome[]>
  /** One network call for a first impression; makes no picture. Null when the task is too large for that. */
  preview(job: EditJob, signal?: AbortSignal): Promise<EditEstimate | null>
  onEstimate(listener: (estimate: EditEstimate) => void): () => void
  /** Seconds that a job is likely to take, from what this machine has done so far; null before it has done any. */
  expectedSeconds(job: EditJob): Promise<number | null>
  /** Runs a recipe again and says whether the result is the same, sample for sample. */
  replay(
    request: { readonly recipe: Recipe; readonly picture: PictureId; readonly job: string },
    signal?: AbortSignal,
  ): Promise<{ readonly outcome: EditOutcome; readonly identical: boolean }>
  /** The recipe as the bytes of a file that the command line replays too. */
  packRecipe(recipe: Recipe): Promise<Uint8Array>
  /** Reads such a file. Rejects with code 'user' where it is no recipe. */
  unpackRecipe(file: { readonly name: string; readonly bytes: Uint8Array }): Promise<Recipe>
}
