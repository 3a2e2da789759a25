/**
 * Corrects EXIF and XMP for pixels that have been turned upright and edited.
 * Changes a handful of bytes in place and leaves all others, unknown ones too, as they were.
 */

interface Size {
  readonly width: number
  readonly height: number
}

const tags = {
  imageWidth: 0x0100,
  imageHeight: 0x0101,
  orientation: 0x0112,
  thumbnailAt: 0x0201,
  thumbnailLength: 0x0202,
  exifDirectory: 0x8769,
  pixelWidth: 0xa002,
  pixelHeight: 0xa003,
}
const short = 3
const entrySize = 12

/**
 * A copy of `exif` (a TIFF structure) that says upright and `size`, and whose thumbnail, which would show
 * the unedited picture, is wiped. Undefined if the structure is damaged.
 */
export function uprightExif(exif: Uint8Array, size: Size): Uint8Array | undefined {
  const copy = new Uint8Array(exif)
  try {
    correct(new Structure(copy), size)
    return copy
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** A copy of `xmp` whose orientation, if it has one, says upright. */
export function uprightXmp(xmp: Uint8Array): Uint8Array {
  const text = Buffer.from(xmp).toString('latin1') // one character per byte, whatever the encoding
  const upright = text.replace(/((?:tiff|exif):Orientation(?:="|='|>)\s*)[2-8]/g, '$11')
  return new Uint8Array(Buffer.from(upright, 'latin1'))
}

function correct(structure: Structure, { width, height }: Size): void {
  const main = structure.directory(structure.firstDirectory())
  main.set(tags.orientation, 1)
  main.set(tags.imageWidth, width)
  main.set(tags.imageHeight, height)
  const exif = main.get(tags.exifDirectory)
  if (exif !== undefined) {
    const details = structure.directory(exif)
    details.set(tags.pixelWidth, width)
    details.set(tags.pixelHeight, height)
  }
  wipeThumbnail(structure, main.takeNext())
}

function wipeThumbnail(structure: Structure, at: number): void {
  if (at === 0) return
  const thumbnail = structure.directory(at)
  const start = thumbnail.get(tags.thumbnailAt)
  const length = thumbnail.get(tags.thumbnailLength)
  if (start !== undefined && length !== undefined) structure.wipe(start, length)
}

/** Reads and writes numbers of a TIFF structure; whatever lies outside of it is a RangeError. */
class Structure {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #little: boolean

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    const order = this.#view.getUint16(0)
    if (order !== 0x4949 && order !== 0x4d4d) throw new RangeError('no byte order')
    this.#little = order === 0x4949
  }

  firstDirectory(): number {
    return this.#view.getUint32(4, this.#little)
  }

  wipe(start: number, length: number): void {
    this.#bytes.fill(0, start, start + length)
  }

  directory(at: number) {
    const view = this.#view
    const little = this.#little
    const count = view.getUint16(at, little)
    const next = at + 2 + count * entrySize
    view.getUint32(next, little) // the whole directory lies inside
    const find = (tag: number) => {
      for (let entry = at + 2; entry < next; entry += entrySize) {
        if (view.getUint16(entry, little) === tag) return entry
      }
      return undefined
    }
    return {
      get: (tag: number) => {
        const entry = find(tag)
        return entry === undefined ? undefined : view.getUint32(entry + 8, little)
      },
      set: (tag: number, value: number) => {
        const entry = find(tag)
        if (entry === undefined) return
        if (view.getUint16(entry + 2, little) === short) view.setUint16(entry + 8, value, little)
        else view.setUint32(entry + 8, value, little)
      },
      /** Where the next directory was; there is none any more. */
      takeNext: () => {
        const found = view.getUint32(next, little)
        view.setUint32(next, 0, little)
        return found
      },
    }
  }
}
