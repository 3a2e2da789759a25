/**
 * Training on the user's own pictures: what a folder holds, runs one after another, and what they tell on the way.
 * Recipes and their constants are listed as data, so that a new one needs no change here.
 */
import type { Sentence } from './sentences.ts'
import type { DeviceId } from './devices-api.ts'
import type { Task } from './edits-api.ts'
import type { FileGrant, MaskPatch, PictureId, Tile } from './pictures-api.ts'

/** Where photographs come from: a chosen folder, or files that the page has handed over one by one. */
export type DatasetSource =
  | { readonly kind: 'folder'; readonly grant: FileGrant }
  /** `upload` is a name that the page has made up; the files lie under it until forgetUpload(). */
  | { readonly kind: 'upload'; readonly upload: string; readonly name: string }

/** A folder and what the user has said of its photographs. Paths are relative to it, with '/' between names. */
export interface DatasetChoice {
  readonly source: DatasetSource
  /** Photographs that the run leaves out. */
  readonly exclude: readonly string[]
  /** Duplicates that it uses nevertheless; all others are left out. */
  readonly include: readonly string[]
}

/** What a run does with a file. */
export type PhotographUse = 'training' | 'validation' | 'excluded' | 'duplicate' | 'unusable'

export interface PhotographReport {
  readonly path: string
  readonly use: PhotographUse
  /** Upright; 0 where the file cannot be read. */
  readonly width: number
  readonly height: number
  readonly bytes: number
  /** Why it is of no use; null for all others. */
  readonly problem: { readonly kind: 'unreadable' | 'too-small'; readonly said: Sentence } | null
  /**
   * An earlier photograph that is the same byte for byte (SHA-256), or that looks the same (a difference hash of
   * 64 bits, at most 4 apart); null for all others.
   */
  readonly duplicateOf: { readonly path: string; readonly by: 'bytes' | 'looks' } | null
}

export interface DatasetReport {
  /** Of the folder, without what lies above it. */
  readonly name: string
  readonly photographs: readonly PhotographReport[]
  readonly counts: Readonly<Record<PhotographUse, number>>
  /** Of the photographs that are used, together. */
  readonly bytes: number
  readonly megapixels: number
  /** For a model that has classes: which of them the photographs are in. */
  readonly classes: ClassReport | null
}

/** A photograph belongs to the class that its first sub-folder is called like, by name or number. */
export interface ClassReport {
  /** Empty where there is a fault. */
  readonly folders: readonly { readonly name: string; readonly label: number }[]
  readonly fault: ClassFault | null
}

/** The first photograph outside of all sub-folders, or sub-folder that is called like none of the classes. */
export interface ClassFault {
  readonly kind: 'outside' | 'unknown'
  readonly name: string
}

export interface DatasetProgress {
  readonly done: number
  readonly total: number
}

/** A patch as the network is going to see it. */
export interface PatchPreview {
  readonly path: string
  /** 1 for full size, 2 for half of it, 4, ... */
  readonly shrink: number
  readonly mirrored: boolean
  readonly tile: Tile
}

/** One constant of a recipe. */
export interface RecipeField {
  /** Dotted, such as 'levels.first' or 'optimizer.learningRate'. */
  readonly name: string
  /** The default: the paper's, or what small networks want where the recipe says so. */
  readonly value: FieldValue
  readonly kind: 'integer' | 'real' | 'choice' | 'reals'
  /** Ends of the range, both allowed; for 'reals' that of each. */
  readonly min?: number
  readonly max?: number
  /** What a 'choice' may be. */
  readonly choices?: readonly string[]
  /** Null is allowed too and switches it off. */
  readonly optional?: boolean
  /** Where the constant comes from: paper and place, in English. */
  readonly source?: string
  /** What the paper has for CIFAR-10, where the default is another. */
  readonly paper?: FieldValue
}

export type FieldValue = number | string | null | readonly number[]

/** Field -> value, for those that differ from their defaults. */
export type FieldValues = Readonly<Record<string, FieldValue>>

export interface RecipeReport {
  /** As on the command line, such as 'ect'. */
  readonly name: string
  /** Whether it may start from a model, has to, or needs one as its teacher. */
  readonly base: 'optional' | 'model' | 'teacher'
  readonly fields: readonly RecipeField[]
}

/** A chosen file, or one that the page has handed over. */
export type FeatureSource =
  | { readonly kind: 'file'; readonly grant: FileGrant }
  | { readonly kind: 'upload'; readonly upload: string; readonly path: string }

export type TrainingLength = { readonly steps: number } | { readonly minutes: number }

/** A run that makes a model out of a folder. */
export interface TrainingPlan {
  /** What the model will be called; its id is made from it. */
  readonly name: string
  readonly data: DatasetChoice
  readonly recipe: string
  /** Id of the model to start from; null starts from random weights. */
  readonly base: string | null
  readonly length: TrainingLength
  /** Factor of the learning rate, 0.1 to 10: how strongly. 1 if not given. */
  readonly strength?: number
  /** Patches of an update; the recipe's own if not given. */
  readonly batch?: number
  readonly fields?: FieldValues
  /** An ONNX file for the loss 'features', instead of the network that comes with the program. */
  readonly features?: FeatureSource
  /** What computes the updates; the processor if not given. */
  readonly device?: DeviceId
  readonly seed: number
  /** Ends after so many validations without a better one; null never does. */
  readonly patience: number | null
  /** Pauses while the machine runs on its battery. */
  readonly mainsOnly: boolean
}

/** A document that is edited again at every checkpoint. Large pictures are shown around the place of the edit. */
export interface WatchedDocument {
  readonly picture: PictureId
  readonly task: Task
  readonly seed: number
  readonly steps?: number
}

export interface TrainingRequest extends TrainingPlan {
  readonly watch?: WatchedDocument
}

export interface LearnRequest {
  readonly picture: PictureId
  /** What is going to be replaced: no patch touches it. */
  readonly mask: MaskPatch
  /** Id of the model to start from. */
  readonly base: string
  /** How long it may take, 5 to 3600. */
  readonly seconds: number
  readonly seed: number
  /** The class that the picture shows, for a model that has classes. */
  readonly label?: number
  /** What the model will be called. */
  readonly name: string
}

export interface TrainingEstimate {
  /** Updates of the run. */
  readonly steps: number
  readonly seconds: number
  readonly patchesPerSecond: number
  /** Of the trainer at its height. */
  readonly memoryBytes: number
  /** Needed while it runs, and what the finished model takes of it. */
  readonly diskBytes: number
  readonly modelBytes: number
  /** Free where the run is kept; null where the system does not tell. */
  readonly freeBytes: number | null
}

/**
 * waiting: others come first. preparing: reads the folder and opens the network. running. held: pauses by itself, see
 * `hold`. paused: by the user. ended: see `end`.
 */
export type JobState = 'waiting' | 'preparing' | 'running' | 'held' | 'paused' | 'ended'

/**
 * finished: all updates are done. no-gain: patience has run out. asked: the user stopped it. diverged, disk-full: stopped
 * at the last good checkpoint. failed: could not go on; nothing but `said` is left of it.
 */
export type EndReason = 'finished' | 'no-gain' | 'asked' | 'diverged' | 'disk-full' | 'failed'

export interface TrainingEnd {
  readonly reason: EndReason
  /** The update whose weights became the model. */
  readonly step: number
  /** What the trainer has to say of it; null where the reason says all. */
  readonly said: Sentence | null
  /** Id of the model in the library; null where none was made. */
  readonly model: string | null
}

export interface TrainingJob {
  readonly id: string
  readonly kind: 'folder' | 'picture'
  readonly name: string
  /** Name of the folder or the picture. */
  readonly data: string
  readonly recipe: string
  readonly base: string | null
  readonly state: JobState
  /** Why a held run pauses: an edit is under way, the machine runs on its battery, or a shorter job has gone first. */
  readonly hold: 'edit' | 'battery' | 'other-job' | null
  readonly step: number
  /** 0 while it is not known. */
  readonly steps: number
  readonly stage: string
  readonly patchesPerSecond: number
  readonly secondsLeft: number | null
  /** Share of the time in which an update had to wait for its patches. */
  readonly dataWait: number
  readonly best: { readonly step: number; readonly loss: number } | null
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly end: TrainingEnd | null
}

export interface StepPoint {
  readonly step: number
  readonly loss: number
  readonly gradientNorm: number
}

export interface ValidationPoint {
  readonly step: number
  readonly stage: string
  readonly loss: number
}

/** The document at a checkpoint, as the bytes of PNG files of one size. */
export interface WatchedResult {
  readonly step: number
  readonly source: Uint8Array
  /** What the model makes of it that the run started from. */
  readonly before: Uint8Array
  readonly now: Uint8Array
}

/** Pictures that the model makes now, always from the same noise: the bytes of a PNG file. */
export interface SampleSheet {
  readonly step: number
  readonly png: Uint8Array
}

/** Events name their job. Numbers of a step come at most a few times a second. */
export type TrainingEvent =
  /** A job is new or another than before. */
  | { readonly type: 'job'; readonly job: TrainingJob }
  /** A job is forgotten. */
  | { readonly type: 'removed'; readonly id: string }
  | {
      readonly type: 'step'
      readonly id: string
      readonly point: StepPoint
      /** N(k): noise levels of the grid now; null for recipes without a grid. */
      readonly points: number | null
      /** mu(k): what the target network keeps of itself; null where there is none. */
      readonly targetRate: number | null
      readonly learningRate: number
    }
  | {
      readonly type: 'validation'
      readonly id: string
      readonly point: ValidationPoint
      readonly best: boolean
    }
  | { readonly type: 'checkpoint'; readonly id: string; readonly step: number }
  | { readonly type: 'samples'; readonly id: string; readonly sheet: SampleSheet }
  | { readonly type: 'watched'; readonly id: string; readonly result: WatchedResult }

/** What a page that comes late has missed. */
export interface TrainingHistory {
  /** At most about a thousand, thinned by means. */
  readonly points: readonly StepPoint[]
  readonly validations: readonly ValidationPoint[]
  readonly samples: SampleSheet | null
  readonly watched: WatchedResult | null
}

export interface TrainingApi {
  recipes(): Promise<readonly RecipeReport[]>
  /**
   * Looks at every file of the folder; what was seen before is not read again. The model that the run would start from
   * says how small a photograph may be.
   */
  inspect(
    request: { readonly data: DatasetChoice; readonly base: string | null },
    signal?: AbortSignal,
  ): Promise<DatasetReport>
  onInspecting(listener: (progress: DatasetProgress) => void): () => void
  /** A photograph of the folder, its longest side `side` pixels. */
  thumbnail(request: {
    readonly source: DatasetSource
    readonly path: string
    readonly side: number
  }): Promise<Tile>
  /** What the first updates of a run with this seed see: `count` patches with their augmentations. */
  patches(
    request: {
      readonly data: DatasetChoice
      readonly base: string | null
      readonly seed: number
      readonly count: number
    },
    signal?: AbortSignal,
  ): Promise<readonly PatchPreview[]>
  /** Adds a file to an upload; one of the same name is replaced. */
  upload(file: {
    readonly upload: string
    readonly path: string
    readonly bytes: Uint8Array
  }): Promise<void>
  forgetUpload(upload: string): Promise<void>
  /** Measures a few updates where this machine has not trained such a network before, which takes some seconds. */
  estimate(plan: TrainingPlan, signal?: AbortSignal): Promise<TrainingEstimate>

  /** Puts a run at the end of the queue. Rejects with code 'user' where the plan cannot be. */
  start(request: TrainingRequest): Promise<TrainingJob>
  /** Goes first; the run that is under way is held meanwhile. The model is in the library once the job has ended. */
  learn(request: LearnRequest): Promise<TrainingJob>
  jobs(): Promise<readonly TrainingJob[]>
  history(id: string): Promise<TrainingHistory>
  /** After the update that is under way; the state is on the disk then. */
  pause(id: string): Promise<void>
  resume(id: string): Promise<void>
  /** Ends it at what is best so far, which becomes a model. */
  stop(id: string): Promise<void>
  /** Ends it without a model, forgets it and all that it has written but the model. */
  remove(id: string): Promise<void>
  /** Draws the sample sheet and the watched document now. */
  sampleNow(id: string): Promise<void>
  /** Another document to watch, or none. */
  watch(request: { readonly id: string; readonly watch: WatchedDocument | null }): Promise<void>
  /**
   * Saves what runs, since the program is about to end. 'resume' goes on at the next start, 'pause' waits there to be
   * resumed, 'stop' makes models of what is best so far.
   */
  prepareToQuit(then: 'resume' | 'pause' | 'stop'): Promise<void>
  onEvent(listener: (event: TrainingEvent) => void): () => void
}
