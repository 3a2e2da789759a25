/**
 * What the engine was asked, in the words of the editor: the way back from task-to-request.ts, for
 * recipes of the command line.
 */
import type { Task } from '../../src-shared/contract/edits-api.ts'
import type { MaskPatch } from '../../src-shared/contract/pictures-api.ts'
import type { PixelImage } from '../../src-shared/tensor/pixels.ts'
import { cutPatch } from '../pictures/select-pixels.ts'
import type { EditRequest } from './edit-request.ts'
import { DEFAULT_STRENGTH } from './stroke.ts'

/** The task that asks for the same. */
export function taskOf(request: EditRequest): Task {
  switch (request.operator) {
    case 'inpaint': {
      const { mask, opaque, fill } = request
      return {
        kind: 'remove',
        mask: patchOf(mask),
        ...(opaque && { opaque }),
        ...(fill && { fill }),
      }
    }
    case 'colorize':
      return { kind: 'colorize', ...(request.hints && { hints: request.hints }) }
    case 'upscale':
      return { kind: 'enlarge', scale: request.scale }
    case 'restore': {
      const { mask, grey = false, scale } = request
      return {
        kind: 'restore',
        grey,
        ...(mask && { mask: patchOf(mask) }),
        ...(scale && { scale }),
      }
    }
    case 'denoise':
      return { kind: 'denoise', ...(request.sigma !== undefined && { sigma: request.sigma }) }
    case 'stroke':
      return { kind: 'paint', strokes: [], strength: request.strength ?? DEFAULT_STRENGTH }
  }
}

function patchOf({ width, height, data }: PixelImage): MaskPatch {
  return cutPatch({ width, height, data: Uint8Array.from(data) }, 1)
}
