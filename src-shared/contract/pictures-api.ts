/**
 * Pictures as the editor handles them: opened, shown tile by tile, turned, selected in and exported by the engine,
 * which alone holds their samples. The page only ever names them by id.
 */
import type { Region } from '../tensor/pixels.ts'
import type { Sentence } from './sentences.ts'

/** Opaque name of a picture that the engine holds. A picture never changes; an edit makes another one. */
export type PictureId = string

/** A file that the user granted by choosing or dropping it: an opaque token, never a path. */
export type FileGrant = string

/** Where the samples of a picture come from. */
export type PictureSource =
  | { readonly kind: 'grant'; readonly grant: FileGrant }
  | { readonly kind: 'bytes'; readonly name: string; readonly bytes: Uint8Array }
  /** One of the sample photographs that the application ships. */
  | { readonly kind: 'sample'; readonly name: string }

export interface PictureInfo {
  readonly id: PictureId
  /** File name without folders, for people. */
  readonly name: string
  readonly width: number
  readonly height: number
  readonly channels: 1 | 2 | 3 | 4
  readonly depth: 8 | 16
  /** SHA-256 of the source file's bytes, or of the samples where there is no file. */
  readonly hash: string
  /** Format of the source file, such as 'jpeg'; null for a picture that was made here. */
  readonly format: string | null
  /** Name of the embedded colour profile, 'sRGB' where there is none. */
  readonly profile: string
  /** What was changed or left out in opening the file, one sentence each; left out where there is nothing to say. */
  readonly notes?: readonly Sentence[]
}

/** Samples for the screen: RGBA, 8 bits, interleaved. */
export interface Tile {
  readonly width: number
  readonly height: number
  readonly rgba: Uint8Array
}

export interface TileRequest {
  readonly id: PictureId
  /** 0 is full size, each further level halves both sides, rounded up: its last pixel may stand for less than a whole one. */
  readonly level: number
  /** Column and row of the tile among tiles of TILE_SIZE pixels at that level. */
  readonly column: number
  readonly row: number
}

/** Side of a full tile in pixels at its level. */
export const TILE_SIZE = 512

/** Which pixels are selected within a rectangle: 0 not at all, 255 wholly; outside of it nothing is. */
export interface MaskPatch {
  readonly region: Region
  /** Row by row, region.width x region.height. */
  readonly coverage: Uint8Array
}

export interface SelectRequest {
  readonly id: PictureId
  readonly x: number
  readonly y: number
  /** Largest difference of any channel in 8-bit levels, 0 to 255. */
  readonly tolerance: number
  /** True selects only what is connected with (x, y). */
  readonly contiguous: boolean
}

export type Transform =
  | { readonly kind: 'crop'; readonly region: Region }
  /** Clockwise. */
  | { readonly kind: 'rotate'; readonly degrees: 90 | 180 | 270 }
  | { readonly kind: 'flip'; readonly axis: 'horizontal' | 'vertical' }
  | { readonly kind: 'resize'; readonly width: number; readonly height: number }

/** Paint in the picture's own colour space: RGBA over the region, blended over what is there. */
export interface PaintPatch {
  readonly region: Region
  readonly rgba: Uint8Array
}

export interface ExportRequest {
  readonly id: PictureId
  readonly format: 'png' | 'jpeg' | 'webp' | 'tiff' | 'avif'
  /** 1 to 100, for the formats that lose; ignored by the others. */
  readonly quality: number
  /** Keeps EXIF, XMP and the colour profile of the source; the profile is kept either way. */
  readonly keepMetadata: boolean
}

export interface PicturesApi {
  /** Decodes a picture. Rejects with code 'user' where the file is at fault. */
  open(source: PictureSource): Promise<PictureInfo>
  /** What is known of a picture that was opened before, also after the engine was restarted. */
  info(id: PictureId): Promise<PictureInfo>
  tile(request: TileRequest): Promise<Tile>
  /** A picture small enough for a list, longest side `side` pixels. */
  thumbnail(request: { readonly id: PictureId; readonly side: number }): Promise<Tile>
  /** RGBA of one pixel, 0 to 255, for the colour picker. */
  colourAt(request: {
    readonly id: PictureId
    readonly x: number
    readonly y: number
  }): Promise<readonly number[]>
  /** Magic wand and selection by colour. */
  select(request: SelectRequest): Promise<MaskPatch>
  transform(request: {
    readonly id: PictureId
    readonly transform: Transform
  }): Promise<PictureInfo>
  /** A new picture with paint over it. */
  paint(request: {
    readonly id: PictureId
    readonly patches: readonly PaintPatch[]
  }): Promise<PictureInfo>
  /** The bytes of a finished image file. */
  export(request: ExportRequest, signal?: AbortSignal): Promise<Uint8Array>
  /** Reads an image file as a mask of the given size: its brightness, or its alpha where it has some. */
  openMask(request: {
    readonly source: PictureSource
    readonly width: number
    readonly height: number
  }): Promise<MaskPatch>
  /** A mask as the bytes of a grey PNG file of the given size. */
  exportMask(request: {
    readonly mask: MaskPatch
    readonly width: number
    readonly height: number
  }): Promise<Uint8Array>
  /** Forgets pictures that no document refers to any more. */
  release(ids: readonly PictureId[]): Promise<void>
}
