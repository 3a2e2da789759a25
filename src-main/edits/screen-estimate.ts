/**
 * Estimates in the colours of the screen, as the tiles of the finished picture will be. Changes copies only.
 */
import type { EditEstimate } from '../../src-shared/contract/edits-api.ts'
import { emptyImage } from '../../src-shared/tensor/pixels.ts'
import { toScreenColours } from '../images/screen-colours.ts'

/** The estimate of a picture whose samples are meant in `profile`; null is sRGB, which a screen takes as it is. */
export async function inScreenColours(
  estimate: EditEstimate,
  profile: Uint8Array | null,
): Promise<EditEstimate> {
  const { preview } = estimate
  if (profile === null || preview === null) return estimate
  const { width, height } = preview
  const colours = emptyImage({ width, height }, 3, 8)
  copySteps(preview.rgba, 4, { to: colours.data, step: 3 })
  const rgba = preview.rgba.slice()
  copySteps(await toScreenColours(colours, profile), 3, { to: rgba, step: 4 })
  return { ...estimate, preview: { ...preview, rgba } }
}

interface Target {
  readonly to: Uint8Array | Uint16Array
  readonly step: number
}

/** The three colours of every pixel. */
function copySteps(from: ArrayLike<number>, own: number, { to, step }: Target): void {
  for (let i = 0, k = 0; i < from.length; i += own, k += step) {
    for (let c = 0; c < 3; c++) to[k + c] = from[i + c] ?? 0
  }
}
