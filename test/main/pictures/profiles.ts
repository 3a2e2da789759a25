/**
 * Colour profiles that tests draw themselves, after the ICC specification (ICC.1:2001-04).
 */

const uint32 = (...values: readonly number[]) => {
  const bytes = Buffer.alloc(4 * values.length)
  values.forEach((value, i) => bytes.writeUInt32BE(value, 4 * i))
  return bytes
}

/** The white of the profile connection space, in fixed point. */
const white = [0xf6d6, 0x10000, 0xd32d] as const

/** A version 2 profile of grey whose samples are proportional to light. */
export function linearGreyProfile(name: string): Uint8Array {
  const tags = [
    [
      'desc',
      Buffer.concat([
        Buffer.from('desc\0\0\0\0'),
        uint32(name.length + 1),
        Buffer.from(name),
        Buffer.alloc(80),
      ]),
    ],
    ['wtpt', Buffer.concat([Buffer.from('XYZ \0\0\0\0'), uint32(...white)])],
    ['kTRC', Buffer.concat([Buffer.from('curv\0\0\0\0'), uint32(1, 0x01000000)])], // gamma 1.0, padded
    ['cprt', Buffer.from('text\0\0\0\0none\0\0\0\0')],
  ] as const
  const header = Buffer.alloc(128)
  const list: Buffer[] = [uint32(tags.length)]
  const contents: Buffer[] = []
  let end = header.length + 4 + 12 * tags.length
  for (const [tag, content] of tags) {
    const padded = Buffer.concat([content, Buffer.alloc((4 - (content.length % 4)) % 4)])
    list.push(Buffer.from(tag), uint32(end, content.length))
    contents.push(padded)
    end += padded.length
  }
  uint32(end).copy(header, 0)
  uint32(0x02100000).copy(header, 8)
  header.write('mntrGRAYXYZ ', 12, 'latin1')
  header.write('acsp', 36, 'latin1')
  uint32(...white).copy(header, 68)
  return Buffer.concat([header, ...list, ...contents])
}
