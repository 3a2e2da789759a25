/**
 * What the controls of a task are set to, and the request that they make together with a document.
 * Pure; reads no document but the one it is given.
 */
import type { DeviceChoice } from '../../src-shared/contract/devices-api.ts'
import { DEFAULT_FILL } from '../../src-shared/contract/edits-api.ts'
import type { EditJob, Fill, Task, TaskKind } from '../../src-shared/contract/edits-api.ts'
import type { PictureInfo } from '../../src-shared/contract/pictures-api.ts'
import type { EditorDocument } from '../document/document.ts'
import { isEmptyMask, isFullMask, maskToPatch } from '../kernels/mask.ts'
import { paintToPatches } from '../kernels/paint-layer.ts'
import { TASKS, type Need } from './task-table.ts'

export type Scale = 2 | 3 | 4 | 8

export const SCALES: readonly Scale[] = [2, 3, 4, 8]

/** Kept per task. */
export interface TaskOptions {
  /** What wide holes are filled with. */
  readonly fill: Fill
  /** 1 to 8; null leaves the choice to the tool. */
  readonly steps: number | null
  /** 1 to 6. */
  readonly variations: number
  /** 1 leaves the size as it is; only restoring offers that. */
  readonly scale: 1 | Scale
  /** Whether it gets colours; null gives them to pictures that have none. */
  readonly grey: boolean | null
  /** Noise in 8-bit levels; null has it estimated. */
  readonly sigma: number | null
  /** 0 to 1. */
  readonly strength: number
  readonly frames: number
  readonly count: number
}

/** Kept for all tasks. */
export interface SharedOptions {
  readonly seed: number
  readonly seedLocked: boolean
  readonly model: string | null
  /** Class that a model with classes is asked for; null leaves it out. */
  readonly label: number | null
  readonly other: PictureInfo | null
}

export const SEED_LIMIT = 2 ** 31

const COMMON: TaskOptions = {
  fill: DEFAULT_FILL,
  steps: null,
  variations: 1,
  scale: 2,
  grey: null,
  sigma: null,
  strength: 0.36,
  frames: 8,
  count: 4,
}

export function initialOptions(): Record<TaskKind, TaskOptions> {
  return {
    remove: COMMON,
    colorize: COMMON,
    enlarge: COMMON,
    restore: { ...COMMON, scale: 1 },
    denoise: COMMON,
    paint: COMMON,
    blend: COMMON,
    generate: COMMON,
  }
}

/** A request, or what is missing for one. */
export type JobOrMissing =
  | { readonly kind: 'job'; readonly job: EditJob }
  | { readonly kind: 'missing'; readonly need: Need | 'picture' | 'model' | 'rest' }

export interface JobParts {
  readonly job: string
  readonly task: TaskKind
  readonly options: TaskOptions
  readonly shared: SharedOptions
  readonly document: EditorDocument | null
  /** 'auto' if not given. */
  readonly device?: DeviceChoice | undefined
}

export function makeJob({
  job,
  task: kind,
  options,
  shared,
  document,
  device,
}: JobParts): JobOrMissing {
  const traits = TASKS[kind]
  if (shared.model === null) return { kind: 'missing', need: 'model' }
  if (traits.needsPicture && document === null) return { kind: 'missing', need: 'picture' }
  if (leavesNothing(kind, document)) return { kind: 'missing', need: 'rest' }
  const task = taskFor(kind, { options, shared, document })
  if (task === null) return { kind: 'missing', need: traits.needs ?? 'picture' }
  const varies = traits.controls.includes('variations')
  return {
    kind: 'job',
    job: {
      job,
      picture: kind === 'generate' ? null : (document?.picture.id ?? null),
      task,
      model: shared.model,
      seed: shared.seed,
      ...(shared.label === null ? {} : { label: shared.label }),
      ...(device === undefined ? {} : { device }),
      ...(options.steps === null ? {} : { steps: options.steps }),
      ...(varies ? { variations: options.variations } : {}),
    },
  }
}

/** What is filled in is made from what is around it: there has to be something. */
function leavesNothing(kind: TaskKind, document: EditorDocument | null): boolean {
  const fills = kind === 'remove' || kind === 'restore'
  return fills && document !== null && isFullMask(document.mask)
}

type Given = Pick<JobParts, 'options' | 'shared' | 'document'>

function taskFor(kind: TaskKind, { options, shared, document }: Given): Task | null {
  switch (kind) {
    case 'remove': {
      const mask = maskOf(document)
      return mask === null ? null : { kind, mask, fill: options.fill }
    }
    case 'colorize': {
      const hints = strokesOf(document)
      return hints.length === 0 ? { kind } : { kind, hints }
    }
    case 'enlarge':
      return { kind, scale: options.scale === 1 ? 2 : options.scale }
    case 'restore':
      return restoring(options, document)
    case 'denoise':
      return options.sigma === null ? { kind } : { kind, sigma: options.sigma }
    case 'paint': {
      const strokes = strokesOf(document)
      return strokes.length === 0 ? null : { kind, strokes, strength: options.strength }
    }
    case 'blend':
      return shared.other === null ? null : { kind, other: shared.other.id, frames: options.frames }
    case 'generate':
      return { kind, count: options.count }
  }
}

/** Whether restoring gives this document colours. */
export function getsColours(
  { grey }: Pick<TaskOptions, 'grey'>,
  document: EditorDocument | null,
): boolean {
  return grey ?? (document !== null && document.picture.channels < 3)
}

/** Null where there is nothing to restore. */
function restoring(options: TaskOptions, document: EditorDocument | null): Task | null {
  const { scale } = options
  const grey = getsColours(options, document)
  const mask = maskOf(document)
  if (!grey && mask === null && scale === 1) return null
  return {
    kind: 'restore',
    grey,
    ...(mask === null ? {} : { mask }),
    ...(scale === 1 ? {} : { scale }),
  }
}

function maskOf(document: EditorDocument | null) {
  return document === null || isEmptyMask(document.mask) ? null : maskToPatch(document.mask)
}

function strokesOf(document: EditorDocument | null) {
  return document === null ? [] : paintToPatches(document.paint)
}
