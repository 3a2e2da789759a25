/** Names of files: what they end in and what that means. Pure. */
import type { ExportRequest } from '../../src-shared/contract/pictures-api.ts'

export type Format = ExportRequest['format']

export const FORMATS: readonly Format[] = ['png', 'jpeg', 'webp', 'tiff', 'avif']

/** As people write them. */
export const FORMAT_NAMES: Readonly<Record<Format, string>> = {
  png: 'PNG',
  jpeg: 'JPEG',
  webp: 'WebP',
  tiff: 'TIFF',
  avif: 'AVIF',
}

const ENDINGS: Readonly<Record<Format, string>> = {
  png: 'png',
  jpeg: 'jpg',
  webp: 'webp',
  tiff: 'tif',
  avif: 'avif',
}

/** A name without its ending. */
export function baseName(name: string): string {
  return name.replace(/\.[^.]+$/, '')
}

/** Longest name that is read at a glance, in letters. */
const LONGEST = 40
/** How much of the end of a longer one is kept: it is where copies differ. */
const KEPT_END = 14

/** The name in a line of a dialog: where it is too long, without its middle. */
export function shortName(name: string): string {
  const letters = [...name]
  if (letters.length <= LONGEST) return name
  const begin = letters.slice(0, LONGEST - KEPT_END - 1)
  return `${begin.join('').trimEnd()}…${letters.slice(-KEPT_END).join('').trimStart()}`
}

export function isProject(name: string): boolean {
  return name.toLowerCase().endsWith('.selfsame')
}

export function isPicture(name: string): boolean {
  return /\.(png|jpe?g|webp|tiff?|avif)$/i.test(name) && !/(^|\/)\./.test(name)
}

/** True for the formats that lose something and take a quality. */
export function loses(format: Format): boolean {
  return format === 'jpeg' || format === 'webp' || format === 'avif'
}

/** Never the name of the source itself, so that nobody overwrites it by pressing Enter. */
export function exportName(title: string, format: Format): string {
  return `${baseName(title)}-selfsame.${ENDINGS[format]}`
}

/** The format to offer first: the source's own where it can be written. */
export function formatFor(source: string | null): Format {
  return FORMATS.find((format) => format === source) ?? 'png'
}
