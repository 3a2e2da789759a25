/**
 * What bringing in a model begins with: the choice of the user, and then what was found of it.
 */
import type { GraphRoles, ModelProgress } from '../../../src-shared/contract/models-api.ts'
import type { Prober } from '../../../src-shared/contract/probe-api.ts'
import type { ByteSource } from '../../../src-shared/importers/byte-source.ts'
import type { ModelLibrary } from '../model-library.ts'
import type { ModelParts } from './find-parts.ts'

export interface ImportOptions {
  /** Absolute path of a file or a folder. */
  readonly path: string
  readonly library: Pick<ModelLibrary, 'own' | 'list'>
  readonly name?: string | undefined
  /** Folder that is ours, whose name and place say nothing of the model. */
  readonly top?: string | undefined
  /** What the user says of a graph. */
  readonly roles?: Partial<GraphRoles> | undefined
  /** Tries a graph before it is taken. */
  readonly prober: Prober
  readonly onProgress?: (progress: Pick<ModelProgress, 'phase' | 'fraction'>) => void
  readonly signal?: AbortSignal | undefined
}

export interface ImportJob extends ImportOptions {
  readonly parts: ModelParts
  /** The file of weights, open. */
  readonly source: ByteSource
  readonly id: string
  readonly name: string
}
