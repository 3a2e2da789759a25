/**
 * What a colour profile calls itself, and whether it has to be converted for a screen.
 * Reads the one tag that says so and nothing else of the profile.
 */

/** What samples are in that have no profile. */
const standard = 'sRGB'

/** Name of the profile for people; 'sRGB' where there is none, 'unnamed' where it does not say. */
export function profileName(icc: Uint8Array | undefined): string {
  if (icc === undefined) return standard
  const name = describe(Buffer.from(icc.buffer, icc.byteOffset, icc.length))
  return name?.replace(/\0[^]*$/, '').trim() || 'unnamed'
}

/** True for sRGB under the names that it goes by. */
export function isStandardProfile(name: string): boolean {
  return /\bs-?rgb\b/i.test(name)
}

const tagList = 128 // after the header
const tagLength = 12

/** The profile's description, ICC.1 section 9.2.41 (version 4) or 6.4.32 (version 2); undefined where it has none. */
function describe(profile: Buffer): string | undefined {
  if (profile.length < tagList + 4) return undefined
  const count = Math.min(profile.readUInt32BE(tagList), 100)
  for (let at = tagList + 4; at < tagList + 4 + count * tagLength; at += tagLength) {
    if (at + tagLength > profile.length) return undefined
    if (profile.toString('latin1', at, at + 4) !== 'desc') continue
    const offset = profile.readUInt32BE(at + 4)
    return readText(profile.subarray(offset, offset + profile.readUInt32BE(at + 8)))
  }
  return undefined
}

function readText(tag: Buffer): string | undefined {
  const type = tag.toString('latin1', 0, 4)
  if (type === 'desc' && tag.length > 12) {
    return tag.toString('latin1', 12, 12 + tag.readUInt32BE(8))
  }
  if (type !== 'mluc' || tag.length < 28) return undefined
  const offset = tag.readUInt32BE(24) // of the first language
  const text = tag.subarray(offset, offset + tag.readUInt32BE(20))
  return Buffer.from(text.subarray(0, text.length & ~1))
    .swap16()
    .toString('utf16le')
}
