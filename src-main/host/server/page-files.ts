/**
 * Serves the files of the built page: what lies in one folder, under headers that let the page load nothing else.
 * Never reads outside of that folder, whatever a request names.
 */
import { readFile, realpath } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { contentPolicy } from '../content-policy.ts'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | string
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
}

export const SAFE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': contentPolicy(),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
}

/** The file of `folder` that the path of a URL names; 404 where there is none or it lies elsewhere. */
export async function readPageFile(folder: string, urlPath: string): Promise<Answer> {
  const file = await locate(folder, urlPath)
  const type = file === null ? undefined : TYPES[extname(file)]
  if (file === null || type === undefined) return plainAnswer(404, 'There is no such file.')
  const body = await readFile(file)
  return { status: 200, headers: { ...SAFE_HEADERS, 'Content-Type': type }, body }
}

/** The real path of a file below the folder, links followed; null for anything else. */
async function locate(folder: string, urlPath: string): Promise<string | null> {
  try {
    const path = decodeURIComponent(urlPath)
    const file = await realpath(join(folder, path === '/' ? 'index.html' : path))
    return file.startsWith((await realpath(folder)) + sep) ? file : null
  } catch {
    return null
  }
}

export function plainAnswer(status: number, sentence: string): Answer {
  const headers = { ...SAFE_HEADERS, 'Content-Type': 'text/plain; charset=utf-8' }
  return { status, headers, body: `${sentence}\n` }
}
