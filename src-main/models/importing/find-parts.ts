/**
 * From what the user chose to the files that make a model: weights or a graph, and what lies beside them. Decides from
 * names and from the first bytes of the file; reads no weights.
 */
import { stat } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { sentence } from '../../../src-shared/contract/sentences.ts'
import { UserError } from '../../../src-shared/contract/user-error.ts'
import { foreignClass } from '../../../src-shared/importers/foreign-models.ts'
import { readJson } from '../model-files.ts'
import { openSourceFolder, type SourceFolder } from './source-folder.ts'

/** Paths are absolute; null where there is no such file. */
export interface ModelParts {
  readonly weights: string
  readonly config: string | null
  readonly scheduler: string | null
  readonly card: string | null
  /** The folder that everything has to lie in. */
  readonly folder: SourceFolder
  /** What to call the model unless the user says it, and where to look for the name of a published one. */
  readonly name: string
  /** What the user chose: the file, or the folder where that has a name of its own. */
  readonly source: string
}

const WEIGHT_ENDINGS = ['.safetensors', '.bin', '.pt', '.pth', '.ckpt', '.onnx', '.pkl']
/** Names that say nothing of the model: what all models call their files, and what programs count by. */
const PLAIN_NAMES =
  /^(diffusion_pytorch_model(\.fp16)?|pytorch_model|model|unet|weights|checkpoint|snapshots|uploads|[\da-f-]{32,})?$/i

/** The last name on the path, below `top`, that says something, or null; the model hub's cache calls its folders models--OWNER--NAME. */
function nameOn(path: string, top = ''): string | null {
  const below = path.startsWith(top) ? path.slice(top.length) : path
  const names = below.split(/[\\/]/).slice(-4).reverse()
  const telling = names.find((name) => !PLAIN_NAMES.test(name)) ?? null
  return telling === null ? null : telling.replace(/^models--.+--/, '')
}
/** Settings and cards are small; anything else is none. */
const LARGEST_JSON = 2 ** 20

/** Folders above `top` say nothing of the model. Throws UserError saying what is missing. */
export async function findParts(path: string, top?: string): Promise<ModelParts> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new UserError(sentence('modelGone', { file: basename(path) }), { cause })
  })
  if (found.isDirectory()) return partsOfFolder(await openSourceFolder(path), top)
  const folder = await openSourceFolder(dirname(path))
  const weights = await folder.find(basename(path))
  if (weights === null) throw new UserError(sentence('modelIsNone', { file: basename(path) }))
  return {
    weights,
    config: await small(folder, 'config.json'),
    scheduler: await small(folder, 'scheduler_config.json'),
    card: null,
    folder,
    name: nameOn(join(folder.path, stemOf(path)), top) ?? NAMELESS,
    source: basename(path),
  }
}

const INDEX = 'model_index.json'
const NAMELESS = 'Model'
const stemOf = (path: string) => basename(path, extname(path))

async function partsOfFolder(folder: SourceFolder, top?: string): Promise<ModelParts> {
  const index = await small(folder, INDEX)
  if (index !== null) refuseForeign(await readJson(index, INDEX), INDEX)
  const inner = (await small(folder, 'unet/config.json')) === null ? '' : 'unet/'
  const names = (await folder.names()).filter((name) => WEIGHT_ENDINGS.includes(extname(name)))
  const weights = await weightsIn(folder, inner, names)
  const named = nameOn(folder.path, top)
  return {
    weights,
    config: await small(folder, `${inner}config.json`),
    scheduler:
      (await small(folder, 'scheduler/scheduler_config.json')) ??
      (await small(folder, 'scheduler_config.json')),
    card: (await small(folder, 'MODEL_CARD.md')) ?? (await small(folder, 'README.md')),
    folder,
    name: named ?? nameOn(stemOf(weights)) ?? NAMELESS,
    source: named ?? basename(weights),
  }
}

/** diffusers' own names first, safetensors before pickles; otherwise the only file that can hold weights. */
async function weightsIn(
  folder: SourceFolder,
  inner: string,
  names: readonly string[],
): Promise<string> {
  const file = `${inner}diffusion_pytorch_model`
  if (await folder.find(`${file}.safetensors.index.json`)) {
    throw new UserError(sentence('modelSplit', { folder: folder.name }))
  }
  for (const ending of ['.safetensors', '.bin', '.fp16.safetensors', '.fp16.bin']) {
    const found = await folder.find(`${file}${ending}`)
    if (found !== null) return found
  }
  const [only, ...others] = inner === '' ? names : []
  const path = only === undefined || others.length > 0 ? null : await folder.find(only)
  if (path !== null) return path
  const named = { folder: folder.name }
  throw new UserError(
    others.length > 0
      ? sentence('modelSeveral', named)
      : sentence('modelNone', { ...named, file: `${file}.safetensors (.bin)` }),
  )
}

/** Throws UserError for the settings of a model of another kind. */
export function refuseForeign(json: unknown, file: string): void {
  const name =
    typeof json === 'object' && json !== null && '_class_name' in json ? json._class_name : null
  const kind = typeof name === 'string' ? foreignClass(name) : null
  if (kind !== null) throw new UserError(sentence('modelForeign', { file, kind }))
}

async function small(folder: SourceFolder, name: string): Promise<string | null> {
  const path = await folder.find(name)
  if (path === null) return null
  if ((await stat(path)).size <= LARGEST_JSON) return path
  throw new UserError(`${name} is too large to be what it should be; download the model again`)
}
