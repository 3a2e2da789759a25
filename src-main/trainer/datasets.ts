/**
 * What the page can see of a folder before it trains on it: its files and their use, thumbnails, and the patches as the
 * network will see them. Reads files; changes none.
 */
import { basename, join, relative, isAbsolute } from 'node:path'
import type {
  DatasetChoice,
  DatasetProgress,
  DatasetReport,
  DatasetSource,
  PatchPreview,
} from '../../src-shared/contract/training-api.ts'
import type { Tile } from '../../src-shared/contract/pictures-api.ts'
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { tensorToPixels } from '../../src-shared/tensor/pixels.ts'
import type { PixelImage } from '../../src-shared/tensor/pixels.ts'
import { decodeRgb8 } from '../images/decode-rgb8.ts'
import { choosePhotographs } from '../training/choose-photographs.ts'
import { datasetReport } from '../training/dataset-report.ts'
import type { PhotographNeeds } from '../training/patch-size.ts'
import { createPatchSource } from '../training/patch-source.ts'
import type { CutPatch } from '../training/patch-source.ts'
import { surveyFolder } from '../training/survey-folder.ts'
import type { SurveyMemory } from '../training/survey-folder.ts'

export interface DatasetOptions {
  readonly folderOf: (source: DatasetSource) => string
  readonly memory: SurveyMemory
  readonly onProgress: (progress: DatasetProgress) => void
}

export interface Datasets {
  readonly inspect: (
    choice: DatasetChoice,
    options: PhotographNeeds & { readonly signal?: AbortSignal | undefined },
  ) => Promise<DatasetReport>
  readonly thumbnail: (request: {
    readonly source: DatasetSource
    readonly path: string
    readonly side: number
  }) => Promise<Tile>
  /** The first `count` patches of a run with patches of `size` pixels. */
  readonly patches: (
    request: { readonly data: DatasetChoice; readonly seed: number; readonly count: number },
    options: { readonly size: number; readonly signal?: AbortSignal | undefined },
  ) => Promise<readonly PatchPreview[]>
}

export function createDatasets({ folderOf, memory, onProgress }: DatasetOptions): Datasets {
  const choose = async (
    choice: DatasetChoice,
    { minSide, signal }: { readonly minSide: number; readonly signal?: AbortSignal | undefined },
  ) => {
    const folder = folderOf(choice.source)
    const files = await surveyFolder(folder, { minSide, memory, signal, onProgress })
    return choosePhotographs(files, choice)
  }
  return {
    inspect: async (choice, options) => {
      const { reports } = await choose(choice, options)
      return datasetReport(nameOf(choice.source, folderOf), reports, options.classes)
    },
    thumbnail: async ({ source, path, side }) => {
      const file = within(folderOf(source), path)
      const image = await decodeRgb8(file, { maxSide: side }).catch((cause: unknown) => {
        throw new UserError(sentence('photographUnread', { file: path }), { cause })
      })
      return tileOf(image)
    },
    patches: async ({ data, seed, count }, { size, signal }) => {
      const { split } = await choose(data, { minSide: size, signal })
      if (split.training.length === 0) return []
      const source = createPatchSource(split.training, { size, batch: count, seed })
      return (await source.patches(0)).map(previewOf)
    },
  }
}

function nameOf(source: DatasetSource, folderOf: (source: DatasetSource) => string): string {
  return source.kind === 'upload' ? source.name : basename(folderOf(source))
}

/** The file of a relative path. UserError for one that leads out of the folder. */
function within(folder: string, path: string): string {
  const file = join(folder, path)
  const inside = relative(folder, file)
  if (inside !== '' && !inside.startsWith('..') && !isAbsolute(inside)) return file
  throw new UserError(`${path} does not lie in the folder; look at the folder again.`)
}

function previewOf({ photograph, level, isMirrored, patch }: CutPatch): PatchPreview {
  const tile = tileOf(tensorToPixels(patch))
  return { path: photograph.path, shrink: 2 ** level, mirrored: isMirrored, tile }
}

function tileOf({ width, height, data }: PixelImage): Tile {
  const rgba = new Uint8Array(4 * width * height).fill(255)
  for (let from = 0, to = 0; from < data.length; from += 3, to += 4) {
    rgba[to] = data[from] ?? 0
    rgba[to + 1] = data[from + 1] ?? 0
    rgba[to + 2] = data[from + 2] ?? 0
  }
  return { width, height, rgba }
}
