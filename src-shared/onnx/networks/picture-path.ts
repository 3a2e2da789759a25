/**
 * The picture that Skip blocks carry beside the features (NCSN++): the network's input, ever smaller, on the way down, and
 * its output, drawn from coarse to fine, on the way up.
 */
import { type Value } from '../graph.ts'
import { convolution, groupNorm, type LayerContext } from './layers.ts'
import { type PicturePart } from './parts.ts'
import { resample } from './resampling.ts'

/** What lies between two blocks. */
export interface Flow {
  readonly features: Value
  /** Nothing as long as no block has drawn anything. */
  readonly picture: Value | undefined
}

/** The picture halved, and features, of that size already, with what it shows added. */
export function takePicture(
  context: LayerContext,
  { features, picture }: Flow,
  part: PicturePart,
): Flow {
  if (!picture || !part.convolution) throw new Error('there is no picture to look at')
  const halved = resample(context.g, picture, { direction: 'down', filter: 'fir' })
  const shown = convolution(context, part.convolution.path, halved)
  return { features: context.g.add(shown, features), picture: halved }
}

/** The picture so far doubled, with what the features draw added. */
export function drawPicture(
  context: LayerContext,
  { features, picture }: Flow,
  { norm, convolution: drawing, epsilon }: PicturePart & { readonly epsilon: number },
): Value | undefined {
  const { g } = context
  const doubled = picture && resample(g, picture, { direction: 'up', filter: 'fir' })
  if (!norm || !drawing) return doubled
  const activated = g.silu(groupNorm(context, features, { ...norm, epsilon }))
  const drawn = convolution(context, drawing.path, activated)
  return doubled ? g.add(doubled, drawn) : drawn
}
