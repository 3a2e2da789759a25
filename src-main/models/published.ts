/**
 * The published checkpoints with what they take, and which of them the library has.
 */
import type { ModelSubject, PublishedModel } from '../../src-shared/contract/models-api.ts'
import {
  ARCHITECTURES,
  PUBLISHED,
  PUBLISHED_LICENCE,
  publishedNamed,
  whereToGet,
  architectureOf,
  type PublishedCheckpoint,
} from '../../src-shared/importers/published-models.ts'
import type { ModelRecord } from './model-record.ts'
import { parameterCount } from './model-size.ts'

/**
 * Weights mapped from the file, and a copy of part of them in the layout of the runtime; activations. A little more
 * than `bench published` measures (docs/models.md).
 */
const MEMORY_PER_PARAMETER = 6
const MEMORY_PER_PIXEL = 16_384

/** In the order of the list of the makers. */
export function publishedModels(library: readonly ModelRecord[]): PublishedModel[] {
  return PUBLISHED.map((checkpoint) => {
    const { name, architecture, subject, gridPoints, timePoints } = checkpoint
    const config = ARCHITECTURES[architecture]
    const parameters = parameterCount(config)
    const { page, file } = whereToGet(checkpoint)
    return {
      ...{ name, subject, gridPoints, timePoints, parameters, page, file },
      windowSize: config.sampleSize,
      classes: config.numClassEmbeds,
      licence: PUBLISHED_LICENCE,
      fileBytes: 4 * parameters,
      memory: MEMORY_PER_PARAMETER * parameters + MEMORY_PER_PIXEL * config.sampleSize ** 2,
      installed: library.find((record) => publishedOf(record)?.name === name)?.id ?? null,
    }
  })
}

/** The published checkpoint that a model is taken to be: by its name, and by its network. */
export function publishedOf(record: ModelRecord): PublishedCheckpoint | undefined {
  const named = publishedNamed(`${record.id} ${record.name} ${record.source ?? ''}`)
  if (named === undefined || record.kind === 'graph') return undefined
  return architectureOf(record.config) === named.architecture ? named : undefined
}

export function subjectOf(record: ModelRecord): ModelSubject {
  const architecture = record.kind === 'network' ? architectureOf(record.config) : undefined
  if (architecture === 'imagenet64') return 'imagenet'
  return publishedOf(record)?.subject ?? 'unknown'
}
