/**
 * What the engine answers about pictures: the contract's PicturesApi with files already resolved to paths.
 * Only the types; nothing is opened here.
 */
import type { PicturesApi, PictureSource } from '../../src-shared/contract/pictures-api.ts'

/** Where samples come from once the host has looked up what was granted. */
export type ResolvedSource =
  | Exclude<PictureSource, { readonly kind: 'grant' }>
  | { readonly kind: 'path'; readonly path: string }

/** PicturesApi as the engine answers it: paths instead of grants. */
export interface PicturesService extends Omit<PicturesApi, 'open' | 'openMask'> {
  open(source: ResolvedSource): ReturnType<PicturesApi['open']>
  openMask(request: {
    readonly source: ResolvedSource
    readonly width: number
    readonly height: number
  }): ReturnType<PicturesApi['openMask']>
}
