/**
 * What the folder of a model may be called, which is also what the model is known by: whatever the file systems of
 * Linux, macOS and Windows all take. Pure.
 */
import { basename, resolve } from 'node:path'

/** Bytes of UTF-8: file systems take 255, and folders in the making have a longer name. */
const MOST_BYTES = 200

const FAULTS: readonly (readonly [RegExp, string])[] = [
  [/^$/, 'is empty'],
  [/^\./, 'begins with a dot'],
  [/[\\/:*?"<>|]/, 'holds one of \\ / : * ? " < > |'],
  [/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u, 'holds a character that cannot be seen'],
  [/^\s|[\s.]$/, 'begins or ends with a space or ends with a dot'],
  [
    /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d¹²³])(\.|$)/i,
    'is kept by Windows for a device',
  ],
]

/** What is wrong with a name, as the end of a sentence that begins with it; null for one that may be given. */
export function faultOfName(name: string): string | null {
  const [, fault = null] = FAULTS.find(([pattern]) => pattern.test(name)) ?? []
  if (fault !== null) return fault
  return Buffer.byteLength(name) > MOST_BYTES ? `is longer than ${MOST_BYTES} bytes` : null
}

/**
 * The one spelling of a name that looks the same in several, in the composed form (NFC): macOS and some programs write
 * letters and their accents apart.
 */
export const spelledAlike = (name: string) => name.normalize('NFC')

/** What a model is known by that is called as its folder. */
export const idOfFolder = (folder: string) => spelledAlike(basename(resolve(folder)))
