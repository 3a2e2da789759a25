/**
 * What the engine asks of the pictures that it holds. Only interfaces; how they are kept on disk and in memory is the
 * affair of open-picture-store.ts.
 */
import type { PictureId, PictureInfo } from '../../src-shared/contract/pictures-api.ts'
import type { PixelImage, Region } from '../../src-shared/tensor/pixels.ts'
import type { ImageMetadata } from '../images/metadata/image-metadata.ts'

/** A picture in memory. Its samples belong to the store and may not be changed; copy them first. */
export interface StoredPicture {
  readonly info: PictureInfo
  readonly image: PixelImage
  readonly metadata: ImageMetadata
}

export interface NewPicture {
  /** File name without folders, for people. */
  readonly name: string
  /** The picture that it was made from, whose metadata and colour profile it keeps. */
  readonly from?: PictureId
  /** What may differ from `from`, where the sizes are equal; null or left out means all of it. */
  readonly region?: Region | null
}

/** One of the files that pictures are kept in. */
export interface PictureFile {
  /** Unique among the files of a store; the files refer to each other by it. */
  readonly name: string
  readonly path: string
}

/**
 * Pictures by id. What a method has answered is on disk: a store that is opened on the same folder later, also after
 * this process was killed, knows the same ids.
 */
export interface PictureStore {
  /** Copies the file into the store and decodes it; throws UserError where the file is at fault. */
  open(path: string, options?: { readonly name?: string }): Promise<PictureInfo>
  /** The same for a file that is in memory only. */
  openBytes(bytes: Uint8Array, options: { readonly name: string }): Promise<PictureInfo>
  /** Keeps a picture that was made here. The image belongs to the store from then on. */
  add(image: PixelImage, options: NewPicture): Promise<PictureInfo>
  /** Throws UserError for an id that is not known (any more). */
  info(id: PictureId): Promise<PictureInfo>
  /** The samples, from memory or decoded again; throws UserError as info() does. */
  get(id: PictureId): Promise<StoredPicture>
  /** Every file that the pictures need, for a project file. */
  files(ids: readonly PictureId[]): Promise<readonly PictureFile[]>
  /**
   * Takes in what files() named in some store; the names may have folders in front. Returns the new id of each picture
   * by its old one. Throws UserError where the files do not fit together.
   */
  restore(
    files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
  ): Promise<ReadonlyMap<PictureId, PictureId>>
  /** All that are kept. */
  ids(): Promise<readonly PictureId[]>
  /** Forgets pictures, and deletes the files that no other picture needs. Ids that are not known are passed over. */
  release(ids: readonly PictureId[]): Promise<void>
}
