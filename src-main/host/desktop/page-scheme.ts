/**
 * What the two schemes of the desktop program answer: the page's own files, and pictures by id.
 * Decides from the address alone; may not read a file, and knows no paths outside the page's folder.
 */
import { contentPolicy } from '../content-policy.ts'

export const PAGE_SCHEME = 'selfsame'
export const IMAGE_SCHEME = 'selfsame-image'
export const PAGE_ORIGIN = `${PAGE_SCHEME}://app`
export const PAGE_ADDRESS = `${PAGE_ORIGIN}/index.html`

/** Headers of every answer. */
export const HEADERS = {
  'content-security-policy': contentPolicy([`${IMAGE_SCHEME}:`]),
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
} as const

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  ico: 'image/x-icon',
  jpg: 'image/jpeg',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  png: 'image/png',
  svg: 'image/svg+xml',
  wasm: 'application/wasm',
  webp: 'image/webp',
  woff2: 'font/woff2',
}

export interface Refusal {
  readonly kind: 'refuse'
  readonly status: 400 | 403 | 404 | 405
}

export interface PageFile {
  readonly kind: 'file'
  /** Names from the page's folder down; none of them leads out of it. */
  readonly path: readonly string[]
  readonly type: string
}

export interface ImageAnswer {
  readonly kind: 'image'
  readonly id: string
  /** Longest side in pixels. */
  readonly side: number
}

interface Asked {
  readonly url: string
  readonly method: string
}

/** Letters, digits and a few marks, never beginning with a dot: neither '..' nor a separator fits. */
const NAME = /^[\w@+-][\w.@+-]*$/
const ID = /^[\w-]{1,128}$/
const LARGEST_SIDE = 1024

const refuse = (status: Refusal['status']): Refusal => ({ kind: 'refuse', status })

/** Which file of the page an address names. */
export function planPageRequest({ url, method }: Asked): PageFile | Refusal {
  const address = parse(url, PAGE_SCHEME, 'app')
  if (method !== 'GET' && method !== 'HEAD') return refuse(405)
  if (!address) return refuse(400)
  const names = address.pathname === '/' ? ['index.html'] : address.pathname.slice(1).split('/')
  if (!names.every((name) => NAME.test(name))) return refuse(403)
  const type = TYPES[names.at(-1)?.split('.').at(-1) ?? '']
  return type === undefined ? refuse(404) : { kind: 'file', path: names, type }
}

/** Which picture an address names: selfsame-image://picture/ID?side=256. */
export function planImageRequest({ url, method }: Asked): ImageAnswer | Refusal {
  const address = parse(url, IMAGE_SCHEME, 'picture')
  if (method !== 'GET') return refuse(405)
  if (!address) return refuse(400)
  const id = address.pathname.slice(1)
  if (!ID.test(id)) return refuse(403)
  const side = Number(address.searchParams.get('side') ?? 256)
  if (!Number.isInteger(side) || side < 1 || side > LARGEST_SIDE) return refuse(400)
  return { kind: 'image', id, side }
}

function parse(url: string, scheme: string, host: string): URL | null {
  const address = URL.parse(url)
  return address?.protocol === `${scheme}:` && address.hostname === host ? address : null
}

/** Whether a frame that shows this address is the page itself. */
export function isPage(url: string): boolean {
  const address = URL.parse(url)
  return address?.protocol === `${PAGE_SCHEME}:` && address.hostname === 'app'
}
