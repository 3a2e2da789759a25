/**
 * EXIF written and read by hand, so that the tests do not use the code they test.
 */

const sizes: Record<number, number> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8 }
const pointers = [0x8769, 0x8825, 0xa005]

/** An EXIF structure of a camera: turned, with a thumbnail, a maker's note and a place on the globe. */
export function cameraExif(little: boolean): Buffer {
  const bytes = Buffer.alloc(512)
  const u16 = (value: number, at: number) =>
    little ? bytes.writeUInt16LE(value, at) : bytes.writeUInt16BE(value, at)
  const u32 = (value: number, at: number) =>
    little ? bytes.writeUInt32LE(value, at) : bytes.writeUInt32BE(value, at)
  type Entry = [tag: number, type: number, count: number, value: number]
  const directory = (at: number, entries: Entry[], next = 0) => {
    u16(entries.length, at)
    entries.forEach(([tag, type, count, value], i) => {
      const entry = at + 2 + 12 * i
      u16(tag, entry)
      u16(type, entry + 2)
      u32(count, entry + 4)
      if (type === 3) u16(value, entry + 8)
      else u32(value, entry + 8)
    })
    u32(next, at + 2 + 12 * entries.length)
  }
  bytes.write(little ? 'II' : 'MM', 0)
  u16(42, 2)
  u32(8, 4)
  directory(
    8,
    [
      [0x010f, 2, 5, 200],
      [0x0112, 3, 1, 6],
      [0x011a, 5, 1, 208],
      [0x0128, 3, 1, 2],
      [0x8769, 4, 1, 90],
      [0x8825, 4, 1, 150],
    ],
    170,
  )
  directory(90, [
    [0x829a, 5, 1, 216],
    [0x927c, 7, 9, 224],
    [0xa002, 4, 1, 999],
    [0xa003, 3, 1, 888],
  ])
  directory(150, [[0x0002, 5, 3, 240]])
  directory(170, [
    [0x0201, 4, 1, 300],
    [0x0202, 4, 1, 100],
  ])
  bytes.write('Acme\0', 200)
  ;[300, 1].forEach((value, i) => u32(value, 208 + 4 * i))
  ;[1, 250].forEach((value, i) => u32(value, 216 + 4 * i))
  bytes.write('MakerNote', 224)
  ;[51, 1, 30, 1, 3230, 100].forEach((value, i) => u32(value, 240 + 4 * i))
  bytes.fill('THUMBNAIL', 300, 400)
  return bytes
}

/** All values of a TIFF structure as readable text, by directory and tag; numbers from either byte order. */
export function readTags(structure: Uint8Array): Record<string, string> {
  const bytes = Buffer.from(structure)
  const little = bytes.toString('latin1', 0, 2) === 'II'
  const u16 = (at: number) => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at))
  const u32 = (at: number) => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at))
  const found: Record<string, string> = {}
  const walk = (at: number, path: string) => {
    for (let entry = at + 2; entry < at + 2 + 12 * u16(at); entry += 12) {
      const tag = u16(entry)
      const type = u16(entry + 2)
      const length = u32(entry + 4) * (sizes[type] ?? NaN)
      const start = length <= 4 ? entry + 8 : u32(entry + 8)
      const name = `${path}${tag.toString(16)}`
      const numbers = (size: number, read: (at: number) => number) =>
        Array.from({ length: length / size }, (_, i) => read(start + i * size)).join(' ')
      if (pointers.includes(tag)) walk(u32(entry + 8), `${name}/`)
      else if (type === 3) found[name] = numbers(2, u16)
      else if ([4, 5, 9, 10].includes(type)) found[name] = numbers(4, u32)
      else found[name] = bytes.toString('latin1', start, start + length)
    }
    const next = u32(at + 2 + 12 * u16(at))
    if (next !== 0) walk(next, 'thumbnail/')
  }
  walk(u32(4), '')
  return found
}

/** A JPEG with `exif` in it. */
export function withExif(jpeg: Uint8Array, exif: Uint8Array): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(exif.length + 8)
  const mark = Buffer.from([0xff, 0xe1])
  const name = Buffer.from('Exif\0\0')
  return Buffer.concat([jpeg.subarray(0, 2), mark, length, name, exif, jpeg.subarray(2)])
}
