/**
 * Folders with reference numbers: finding them by what is in them, reading them, and knowing what stayed unread.
 * Only reads; comparing is the checks' affair.
 */
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import type { DeviceId } from '../../../src-shared/contract/devices-api.ts'
import { UserError } from '../../../src-shared/contract/user-error.ts'
import { readSafetensors, type Safetensors } from '../../../src-shared/importers/safetensors.ts'
import { modelFiles, readBytes, readJson } from '../../models/model-files.ts'
import { skip, type Skip } from './finding.ts'
import { GoldenJson } from './golden-json.ts'
import { GoldenTensors } from './golden-tensors.ts'

interface FolderParts {
  readonly path: string
  readonly name: string
  readonly files: readonly string[]
  readonly device: DeviceId
}

/** One folder of reference numbers, with a network or without. */
export class FixtureFolder {
  readonly path: string
  /** What its items are named after. */
  readonly name: string
  readonly #files: ReadonlySet<string>
  readonly #opened = new Map<string, GoldenTensors | GoldenJson | null>()

  /** What its network is compared on. */
  readonly device: DeviceId

  constructor({ path, name, files, device }: FolderParts) {
    this.path = path
    this.name = name
    this.device = device
    this.#files = new Set(files)
  }

  /** Paths of its files, from the folder on. */
  get files(): readonly string[] {
    return [...this.#files]
  }

  has(file: string): boolean {
    return this.#files.has(file)
  }

  /** A file of reference tensors. UserError where it is damaged. */
  async golden(file: string): Promise<GoldenTensors> {
    const golden = new GoldenTensors(await this.weights(file))
    this.#opened.set(file, golden)
    return golden
  }

  /** A file of reference constants; without cases where the folder has none. */
  async constants(file: string): Promise<GoldenJson> {
    if (!this.has(file)) return new GoldenJson({}, this.pathOf(file))
    const constants = new GoldenJson(await readJson(this.pathOf(file)), this.pathOf(file))
    this.#opened.set(file, constants)
    return constants
  }

  /** A file of tensors all of which belong together, such as weights. */
  async weights(file: string): Promise<Safetensors> {
    this.#opened.set(file, null)
    return readSafetensors(await readBytes(this.pathOf(file)), this.pathOf(file))
  }

  /** A JSON file of another kind. */
  async json(file: string): Promise<unknown> {
    this.#opened.set(file, null)
    return readJson(this.pathOf(file))
  }

  /** A file that stays unread for a stated reason. */
  leaveOut(file: string, reason: string): Skip {
    this.#opened.set(file, null)
    return skip(`${this.name}/${file}`, reason)
  }

  pathOf(file: string): string {
    return join(this.path, file)
  }

  /** What no check has looked at: whole files, and single tensors and fields of the files that were read. */
  unread(): Skip[] {
    return this.files.flatMap((file) => {
      const opened = this.#opened.get(file)
      const name = `${this.name}/${file}`
      if (opened === undefined) return [unreadFile(name)]
      const parts = [...(opened?.unread ?? [])]
      const texts = opened instanceof GoldenJson ? opened.texts : []
      return [
        ...parts.map((part) => skip(`${name}: ${part}`, 'no check knows it')),
        ...texts.map((part) => skip(`${name}: ${part}`, 'it is text about the numbers')),
      ]
    })
  }
}

export interface LooseFile {
  readonly path: string
  /** From the root on. */
  readonly name: string
}

export interface Fixtures {
  readonly folders: readonly FixtureFolder[]
  /** Files of PyTorch, wherever they lie: their networks are told by their tensors. */
  readonly torchFiles: readonly LooseFile[]
  /** Files that belong to no such folder. */
  readonly loose: readonly Skip[]
}

/**
 * Every folder at or below `root` that holds golden_* files or unet/config.json; each file belongs to the
 * nearest one. UserError where `root` is no folder.
 */
export async function findFixtures(root: string, device: DeviceId): Promise<Fixtures> {
  const top = resolve(root)
  const all = await listFiles(top)
  const torchFiles = all.filter((file) => TORCH.test(file))
  const deep = all.filter((path) => path.endsWith(sep))
  const files = all.filter((file) => !TORCH.test(file) && !file.endsWith(sep))
  const places = new Set(files.flatMap((file) => placeOf(file) ?? []))
  const ownedBy = (place: string | undefined) =>
    files.filter((file) => ownerOf(file, places) === place)
  const folders = [...places].sort().map((place) => {
    const files = ownedBy(place).map((file) => relative(place, file))
    const name = place === '.' ? basename(top) : toName(place)
    return new FixtureFolder({ path: join(top, place), name, files, device })
  })
  return {
    folders,
    torchFiles: torchFiles.map((file) => ({ path: join(top, file), name: toName(file) })),
    loose: [
      ...ownedBy(undefined).map((file) => unreadFile(toName(file))),
      ...deep.map((path) => skip(toName(path), 'it lies too deep to be looked into')),
    ],
  }
}

const TORCH = /\.(bin|pt|pth|ckpt)$/

/** Folders this far below the root are not looked into; links to folders may go in circles. */
const DEEPEST = 6

/**
 * Files below `root` as paths from there on, and folders too deep to be looked into, which end like folders; a link counts
 * as what it leads to.
 */
async function listFiles(root: string, folder = '.', depth = 0): Promise<string[]> {
  const names = await readdir(join(root, folder)).catch((cause: unknown) => {
    const fault = 'is not a folder that can be read; name a folder of reference numbers'
    throw new UserError(`${join(root, folder)} ${fault}.`, { cause })
  })
  const lists = names.sort().map(async (name) => {
    const path = join(folder, name)
    const found = await stat(join(root, path)).catch(() => null)
    if (!found?.isDirectory()) return [path]
    return depth < DEEPEST ? listFiles(root, path, depth + 1) : [`${path}${sep}`]
  })
  return (await Promise.all(lists)).flat()
}

/** The folder that `file` makes a place of reference numbers, if it does. */
function placeOf(file: string): string | undefined {
  if (/^golden_.*\.(safetensors|json)$/.test(basename(file))) return dirname(file)
  const place = dirname(dirname(file))
  return join(place, modelFiles.config) === file ? place : undefined
}

/** The nearest place at or above `file`. */
function ownerOf(file: string, places: ReadonlySet<string>): string | undefined {
  for (let place = dirname(file); ; place = dirname(place)) {
    if (places.has(place)) return place
    if (place === '.') return undefined
  }
}

function unreadFile(name: string): Skip {
  if (/\.(safetensors|json)$/.test(name)) return skip(name, 'no check knows it')
  return skip(name, 'it holds no reference numbers')
}

function toName(path: string): string {
  return path.split(sep).join('/')
}
