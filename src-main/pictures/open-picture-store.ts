/**
 * A picture store over one folder: every picture is written through, and the last used ones stay in memory.
 * Nothing else may write into that folder while the store is in use.
 */
import { createHash, randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'
import { basename } from 'node:path'
import type { PictureId, PictureInfo } from '../../src-shared/contract/pictures-api.ts'
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { emptyImage, wholeOf, type PixelImage } from '../../src-shared/tensor/pixels.ts'
import type { ImageFormat } from '../images/formats.ts'
import { profileFits, type ImageMetadata } from '../images/metadata/image-metadata.ts'
import { profileName } from '../images/metadata/profile-name.ts'
import { ByteCache } from './byte-cache.ts'
import { PictureCatalog } from './picture-catalog.ts'
import { hashOfName, PictureFiles } from './picture-files.ts'
import { filesOf, recordName, type PictureRecord } from './picture-record.ts'
import type { NewPicture, PictureFile, PictureStore, StoredPicture } from './picture-store.ts'
import { checkRestorable, type GivenFile } from './restore-records.ts'
import { bytesOf, tileDiffers, tilesWithin } from './sample-tiles.ts'
import { checkSource, decodeSource } from './source-file.ts'
import { readTiles, writeTiles } from './tile-files.ts'

export interface PictureStoreOptions {
  /** Made if it is not there; belongs to one store at a time. */
  readonly folder: string
  /** Bytes of decoded samples that may stay in memory; 1 GiB if not given. */
  readonly memory?: number
  /** Makes ids that no two pictures share; random if not given. */
  readonly newId?: () => PictureId
}

/** Opens the store with every picture that an earlier one has kept in the folder. */
export async function openPictureStore(options: PictureStoreOptions): Promise<PictureStore> {
  const { folder, memory = 2 ** 30, newId = randomUUID } = options
  await mkdir(folder, { recursive: true })
  const files = new PictureFiles(folder)
  return new FolderPictureStore({ files, catalog: await PictureCatalog.open(files), memory, newId })
}

interface Parts {
  readonly files: PictureFiles
  readonly catalog: PictureCatalog
  readonly memory: number
  readonly newId: () => PictureId
}

class FolderPictureStore implements PictureStore {
  readonly #files: PictureFiles
  readonly #catalog: PictureCatalog
  readonly #newId: () => PictureId
  readonly #memory: ByteCache<PictureId, StoredPicture>
  readonly #loading = new Map<PictureId, Promise<StoredPicture>>()

  constructor({ files, catalog, memory, newId }: Parts) {
    this.#files = files
    this.#catalog = catalog
    this.#newId = newId
    this.#memory = new ByteCache(memory, ({ image }) => image.data.byteLength)
  }

  async open(path: string, options: { readonly name?: string } = {}): Promise<PictureInfo> {
    const { name = basename(path) } = options
    await checkSource(path, name) // before a large file is copied in vain
    return this.#openCopy(name, async () => this.#files.copy(path, 'source'))
  }

  async openBytes(bytes: Uint8Array, { name }: { readonly name: string }): Promise<PictureInfo> {
    return this.#openCopy(name, async () => this.#files.write([bytes], 'source'))
  }

  async #openCopy(name: string, copy: () => Promise<string>): Promise<PictureInfo> {
    const id = this.#newId()
    await this.#catalog.write(async () => {
      const source = await copy()
      const decoded = await decodeSource(this.#files.path(source), name)
      const { image, metadata, format, notes } = decoded
      const told = notes.length > 0 ? { notes } : {}
      const about = { ...describe(image, metadata, format), ...told }
      const info = { id, name, hash: hashOfName(source), ...about }
      this.#memory.set(id, { info, image, metadata })
      return [{ info, metadata, source, tiles: new Map() }]
    })
    return this.info(id)
  }

  async add(image: PixelImage, { name, from, region }: NewPicture): Promise<PictureInfo> {
    const id = this.#newId()
    const parent = from === undefined ? null : await this.get(from)
    const metadata = parent?.metadata ?? {}
    const hash = await hashOfSamples(image)
    const info = { id, name, hash, ...describe(image, metadata, null) }
    await this.#catalog.write(async () => {
      const base =
        parent && isSameKind(parent.image, image) ? this.#catalog.find(parent.info.id) : null
      const within = tilesWithin(image, (base && region) ?? wholeOf(image))
      const changed = base && parent ? await changedTiles(image, parent.image, within) : within
      const places = await writeTiles(this.#files, image, changed)
      const tiles = new Map([...(base?.tiles ?? []), ...places])
      return [{ info, metadata, source: base?.source ?? null, tiles }]
    })
    this.#memory.set(id, { info, image, metadata })
    return info
  }

  async info(id: PictureId): Promise<PictureInfo> {
    return Promise.resolve(this.#catalog.get(id).info)
  }

  async get(id: PictureId): Promise<StoredPicture> {
    const record = this.#catalog.get(id)
    const held = this.#memory.get(id) ?? this.#loading.get(id)
    if (held) return held
    const loading = this.#load(record)
    this.#loading.set(id, loading)
    try {
      const picture = await loading
      this.#memory.set(id, picture)
      return picture
    } finally {
      this.#loading.delete(id)
    }
  }

  async #load({ info, metadata, source, tiles }: PictureRecord): Promise<StoredPicture> {
    try {
      const image =
        source === null
          ? emptyImage(info, info.channels, info.depth)
          : (await decodeSource(this.#files.path(source), info.name)).image
      if (!isSameKind(info, image)) throw new RangeError(`${source} is another picture`)
      await readTiles(this.#files, image, tiles)
      return { info, image, metadata }
    } catch (cause) {
      throw new UserError(sentence('pictureLost', { file: info.name }), { cause })
    }
  }

  async files(ids: readonly PictureId[]): Promise<readonly PictureFile[]> {
    const records = ids.map((id) => this.#catalog.get(id))
    const names = records.flatMap((record) => [recordName(record.info.id), ...filesOf(record)])
    return Promise.resolve(
      [...new Set(names)].map((name) => ({ name, path: this.#files.path(name) })),
    )
  }

  async restore(given: readonly GivenFile[]): Promise<ReadonlyMap<PictureId, PictureId>> {
    const { records, samples } = checkRestorable(given)
    const newIds = new Map(records.map(({ info }) => [info.id, this.#newId()]))
    await this.#catalog.write(async () => {
      for (const { name, bytes } of samples) {
        await this.#files.write([bytes], name.endsWith('.source') ? 'source' : 'tiles')
      }
      return records.map((record) => {
        const id = newIds.get(record.info.id) ?? record.info.id
        return { ...record, info: { ...record.info, id } }
      })
    })
    return newIds
  }

  async ids(): Promise<readonly PictureId[]> {
    return Promise.resolve(this.#catalog.ids())
  }

  async release(ids: readonly PictureId[]): Promise<void> {
    for (const id of ids) this.#memory.delete(id)
    await this.#catalog.remove(ids)
  }
}

/** Bytes that are hashed between two turns for others. */
const BYTES_A_TURN = 2 ** 24

/** SHA-256 in hexadecimal digits; a large picture does not hold the process. */
async function hashOfSamples({ data }: PixelImage): Promise<string> {
  const hash = createHash('sha256')
  const bytes = bytesOf(data)
  for (let at = 0; at < bytes.length; at += BYTES_A_TURN) {
    hash.update(bytes.subarray(at, at + BYTES_A_TURN))
    await setImmediate()
  }
  return hash.digest('hex')
}

/** Those of the tiles that differ between two pictures of one kind. */
async function changedTiles(
  image: PixelImage,
  before: PixelImage,
  tiles: readonly number[],
): Promise<number[]> {
  const changed: number[] = []
  for (const [i, tile] of tiles.entries()) {
    if (tileDiffers(image, before, tile)) changed.push(tile)
    if (i % 64 === 63) await setImmediate()
  }
  return changed
}

function describe(
  image: PixelImage,
  { icc }: ImageMetadata,
  format: ImageFormat | null,
): Omit<PictureInfo, 'id' | 'name' | 'hash'> {
  const { width, height, channels, depth } = image
  const profile = profileName(icc && profileFits(icc, image, 'png') ? icc : undefined)
  return { width, height, channels, depth, format, profile }
}

type Kind = Pick<PixelImage, 'width' | 'height' | 'channels' | 'depth'>

function isSameKind(a: Kind, b: Kind): boolean {
  return (
    a.width === b.width && a.height === b.height && a.channels === b.channels && a.depth === b.depth
  )
}
