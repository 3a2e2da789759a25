/**
 * UTF-8 text to bytes and back in plain JavaScript.
 * Refuses malformed input by throwing URIError; never replaces it silently.
 */

const chunkSize = 8192
/** '%00' to '%ff'. */
const escapes = Array.from({ length: 256 }, (_, byte) => `%${byte.toString(16).padStart(2, '0')}`)

/** The text that `bytes` spell. Throws URIError where they are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string {
  let latin = ''
  for (let i = 0; i < bytes.length; i += chunkSize) {
    latin += String.fromCharCode(...bytes.subarray(i, i + chunkSize))
  }
  // Every byte of a multi-byte character is above 127, so a run of such bytes is whole.
  return latin.replace(/[\u0080-\u00ff]+/g, (run) => decodeURIComponent(escaped(run)))
}

function escaped(bytes: string): string {
  let text = ''
  for (let i = 0; i < bytes.length; i++) text += escapes[bytes.charCodeAt(i)]
  return text
}

/** `text` as UTF-8 bytes. Throws URIError on half a surrogate pair. */
export function encodeUtf8(text: string): Uint8Array {
  const latin = text.replace(/[\u0080-\uffff]+/g, (run) =>
    encodeURIComponent(run).replace(/%(..)/g, (_, hex: string) =>
      String.fromCharCode(parseInt(hex, 16)),
    ),
  )
  return Uint8Array.from({ length: latin.length }, (_, i) => latin.charCodeAt(i))
}
