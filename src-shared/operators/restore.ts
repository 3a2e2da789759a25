/**
 * Restoring an old picture that is grey, small and scratched all at once: what is known of the
 * result is what a grey, small, scratched copy of it would show. One projection, not several.
 */
import { blockMeans, nearestUpsample, spreadIntoRange } from './blocks.ts'
import { byMask } from './inpaint.ts'
import { keep } from './known-part.ts'
import type { KnownContent, LinearMap } from './known-part.ts'
import { asColour, fadeIntoRange, grey, ontoGreyAxis, WHITE } from './luminance.ts'
import { planFrom } from './plan.ts'
import type { OperatorPlan } from './plan.ts'
import type { ScaleFactor } from './super-resolve.ts'
import { mapTensor } from '../tensor/tensor.ts'
import type { Tensor } from '../tensor/tensor.ts'

export interface RestoreInput {
  /** The damaged picture: [1, 3, h, w], or [1, 1, h, w] if it is grey. */
  readonly image: Tensor
  /** [1, 1, h, w]: 1 keeps a pixel, 0 replaces it (a scratch); all are kept if not given. */
  readonly known?: Tensor
  /** Whether only luminance is kept and colour is left to the model. */
  readonly grey?: boolean
  /** How many times wider and higher the result is. */
  readonly factor?: 1 | ScaleFactor
}

export function restore({
  image,
  known,
  grey: free = false,
  factor = 1,
}: RestoreInput): OperatorPlan {
  const small = asColour(image)
  const kept = known ? byMask(known) : (means: Tensor) => means
  const colours: LinearMap = free ? ontoGreyAxis : (means) => means
  const project: LinearMap = (x) => nearestUpsample(colours(kept(blockMeans(x, factor))), factor)
  const base = nearestUpsample(colours(kept(small)), factor)
  const content: KnownContent = keep(nearestUpsample(small, factor), {
    project,
    measure: (x) => {
      const means = kept(blockMeans(x, factor))
      return free ? grey(means) : means
    },
    fit: (x) => (free ? fitLuminance(x, factor) : spreadIntoRange(x, factor)),
  })
  return planFrom(base, content)
}

/** Brings luminance into range within each block, then colours into range at that luminance. */
function fitLuminance(image: Tensor, factor: number): Tensor {
  const before = mapTensor(grey(image), (luminance) => luminance / WHITE)
  const after = spreadIntoRange(before, factor)
  const [, , height, width] = image.shape
  const plane = height * width
  const shifted = mapTensor(image, (x, i) => {
    const at = Math.floor(i / (3 * plane)) * plane + (i % plane)
    return x + after.data[at] - before.data[at]
  })
  return fadeIntoRange(shifted)
}
