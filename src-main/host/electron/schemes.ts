/**
 * Answers the two schemes of the program. What is answered is decided by desktop/page-scheme.ts; here only files are
 * read and bytes sent.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { protocol } from 'electron'
import type { PicturesApi } from '../../../src-shared/contract/pictures-api.ts'
import { encodePng } from '../desktop/encode-png.ts'
import {
  HEADERS,
  IMAGE_SCHEME,
  PAGE_SCHEME,
  planImageRequest,
  planPageRequest,
} from '../desktop/page-scheme.ts'

/** Makes the schemes known; has to be called before the program is ready. */
export function registerSchemes(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: PAGE_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
    { scheme: IMAGE_SCHEME, privileges: { standard: true, secure: true } },
  ])
}

export interface Sources {
  /** Folder of index.html. */
  readonly page: string
  readonly pictures: Pick<PicturesApi, 'thumbnail'>
}

/** Begins to answer; called once, when the program is ready. */
export function answerSchemes({ page, pictures }: Sources): void {
  protocol.handle(PAGE_SCHEME, async (request) => {
    const plan = planPageRequest(request)
    if (plan.kind === 'refuse') return refusal(plan.status)
    const bytes = await readFile(join(page, ...plan.path)).catch(() => null)
    return bytes === null ? refusal(404) : answer(new Uint8Array(bytes), plan.type)
  })
  protocol.handle(IMAGE_SCHEME, async (request) => {
    const plan = planImageRequest(request)
    if (plan.kind === 'refuse') return refusal(plan.status)
    const tile = await pictures.thumbnail({ id: plan.id, side: plan.side }).catch(() => null)
    return tile === null ? refusal(404) : answer(encodePng(tile), 'image/png')
  })
}

function answer(bytes: Uint8Array<ArrayBuffer>, type: string): Response {
  return new Response(bytes, { headers: { ...HEADERS, 'content-type': type } })
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: HEADERS })
}
