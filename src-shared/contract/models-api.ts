/**
 * The library of models: what there is to choose from, and bringing in, looking at, exporting and removing models.
 */
import type { TaskKind } from './edits-api.ts'
import type { GrantedFile } from './host-api.ts'
import type { FileGrant } from './pictures-api.ts'

/** Came with the program, was brought in from elsewhere, or was trained here. */
export type ModelOrigin = 'shipped' | 'imported' | 'trained'

export interface ModelSummary {
  readonly id: string
  readonly name: string
  readonly licence: string
  /** SHA-256 of the weights. */
  readonly hash: string
  /** Side of the windows that the network sees, in pixels. */
  readonly windowSize: number
  readonly classes: number | null
  readonly parameters: number
  readonly origin: ModelOrigin
  /** What a training can start from it as; null where none can. */
  readonly trainsAs: 'consistency' | 'diffusion' | null
}

/** What a model has seen: parts of photographs, or whole pictures of one kind. */
export type ModelSubject = 'photographs' | 'bedrooms' | 'cats' | 'imagenet' | 'unknown'

export interface ModelDetails extends ModelSummary {
  /** The model card as Markdown; empty where the model has none. */
  readonly card: string
  readonly goodFor: { readonly subject: ModelSubject; readonly tasks: readonly TaskKind[] }
  /** Bytes of all its files. */
  readonly diskUse: number
  /** A network of the kind that is built here (can be trained on and exported), or a graph that only runs. */
  readonly kind: 'network' | 'graph'
  /** Name of the published checkpoint whose architecture it has; null for any other. */
  readonly published: string | null
  /** Name of the file or folder that it was brought in from; null where it was not. */
  readonly source: string | null
  /** False for models that came with the program, which cannot be renamed either. */
  readonly removable: boolean
}

/** Where a model is read from. */
export type ModelSource =
  /** A file, or a folder with all that is in it. */
  | { readonly kind: 'grant'; readonly grant: FileGrant }
  /** Files that the page sent piece by piece by upload(); they are deleted once the model is in. */
  | { readonly kind: 'upload'; readonly upload: string }

/** A piece of a file that the page sends; pieces come in order, and a folder is its files with their paths. */
export interface UploadPiece {
  /** Chosen by the page, one for all files that make a model: letters, digits and dashes. */
  readonly upload: string
  /** Below the folder, with '/' between names: 'unet/config.json'; a single file is its name. */
  readonly path: string
  /** Bytes of the file that were sent before. */
  readonly at: number
  readonly bytes: Uint8Array
}

/** What the user says about a graph that does not say it itself. */
export interface GraphRoles {
  /** Names of the graph's inputs; labels is null for a graph without classes. */
  readonly image: string
  readonly noise: string
  readonly labels: string | null
  /** Name of the output that is used. */
  readonly output: string
  /** The clean image from an image and sigma, or the raw network F from a scaled image and 250 ln sigma. */
  readonly computes: 'clean-image' | 'raw-network'
}

export interface GraphPort {
  readonly name: string
  /** Element type such as 'float32'. */
  readonly type: string
  /** Null where the graph leaves the extent open. */
  readonly shape: readonly (number | null)[]
}

/** Asked when a graph's inputs are unclear; the answer is a `roles` of another import. */
export interface ImportQuestion {
  readonly inputs: readonly GraphPort[]
  readonly outputs: readonly GraphPort[]
  /** What is most likely meant, to start from; null where a guess would be as good as any. */
  readonly likely: { readonly [Role in keyof GraphRoles]: GraphRoles[Role] | null }
  /** What has to be answered. */
  readonly unclear: readonly (keyof GraphRoles)[]
}

export interface ImportRequest {
  /** Chosen by the caller, so that progress can be told apart. */
  readonly job: string
  readonly source: ModelSource
  /** What to call it; made from the file's name if not given. */
  readonly name?: string
  readonly roles?: GraphRoles
}

export type ImportOutcome =
  | { readonly kind: 'model'; readonly model: ModelSummary }
  | { readonly kind: 'question'; readonly question: ImportQuestion }

export type ModelFormat = 'diffusers' | 'onnx'

export interface ExportModelRequest {
  readonly job: string
  readonly id: string
  readonly format: ModelFormat
  /** Folder in which a new folder is made; null gives the files as the bytes of a zip. */
  readonly folder: FileGrant | null
}

export interface ExportModelOutcome {
  /** Name of the folder that was made, or of the zip. */
  readonly name: string
  readonly bytes: Uint8Array | null
}

/** How far an import, an export or a check is. */
export interface ModelProgress {
  readonly job: string
  readonly phase: 'reading' | 'checking' | 'writing'
  /** 0 to 1 over all phases. */
  readonly fraction: number
}

/** A checkpoint that its makers published, with what it takes to use it here. */
export interface PublishedModel {
  /** Such as 'cd_bedroom256_lpips'. */
  readonly name: string
  readonly windowSize: number
  readonly classes: number | null
  readonly parameters: number
  readonly subject: ModelSubject
  readonly licence: string
  /** Points of the noise grid, and the indices into it at which two-step sampling calls the network. */
  readonly gridPoints: number
  readonly timePoints: readonly number[]
  /** Address of the page to get it from, the file to take, and its bytes. */
  readonly page: string
  readonly file: string
  readonly fileBytes: number
  /** Bytes of memory that running one window takes, roughly. */
  readonly memory: number
  /** Id of the model of the library that has it; null where none does. */
  readonly installed: string | null
}

/** Task -> id of the model that it takes unless another one is chosen; a task that is not in it takes the first. */
export type TaskDefaults = Readonly<Partial<Record<TaskKind, string>>>

export interface ModelsApi {
  list(): Promise<readonly ModelSummary[]>
  /** Name of the device that runs models, as people know it. */
  device(): Promise<string>
  details(id: string): Promise<ModelDetails>
  /** Names of its classes in the order of their labels, in English; null for a model whose classes have no known names. */
  classNames(id: string): Promise<readonly string[] | null>
  /** Reads all weights again: do they still have the hash of the record? */
  isWhole(
    request: { readonly job: string; readonly id: string },
    signal?: AbortSignal,
  ): Promise<boolean>
  /** Takes a piece of a file that import() will read. Pieces of an upload that never ends are deleted with the session. */
  upload(piece: UploadPiece): Promise<void>
  discardUpload(upload: string): Promise<void>
  /** Brings a model in, whole or not at all. Rejects with code 'user' where the file is at fault, saying what it is. */
  import(request: ImportRequest, signal?: AbortSignal): Promise<ImportOutcome>
  /** What an ONNX graph of the library was said to be, as a question to be answered again. Rejects for any other model. */
  askAgain(id: string): Promise<ImportQuestion>
  /** Takes other answers about a graph. Rejects with code 'user' where it does not run so; nothing is changed then. */
  correct(
    request: { readonly id: string; readonly roles: GraphRoles },
    signal?: AbortSignal,
  ): Promise<void>
  export(request: ExportModelRequest, signal?: AbortSignal): Promise<ExportModelOutcome>
  onProgress(listener: (progress: ModelProgress) => void): () => void
  rename(request: { readonly id: string; readonly name: string }): Promise<void>
  /** Deletes the model's files, and the defaults that name it. */
  remove(id: string): Promise<void>
  /** The model's folder, for the host to reveal. */
  folder(id: string): Promise<GrantedFile>
  defaults(): Promise<TaskDefaults>
  /** Null gives the choice back to the program. */
  setDefault(request: { readonly task: TaskKind; readonly model: string | null }): Promise<void>
  published(): Promise<readonly PublishedModel[]>
}
