/**
 * The colour that one would guess of a photograph after seeing only others: the mean of theirs. A guess that needs no
 * model, and does not know the answer.
 */
import type { PixelImage } from '../../../src-shared/tensor/pixels.ts'
import { meanChroma } from './baselines.ts'
import { isColourless } from './degrade.ts'

/** Of a photograph by its name; undefined where there is no other one in colour. */
export type UsualChroma = (name: string) => readonly number[] | undefined

/** Looks at every photograph once, and keeps of each its mean colour alone. */
export async function learnUsualChroma(
  photographs: AsyncIterable<{ readonly name: string; readonly image: PixelImage }>,
): Promise<UsualChroma> {
  const chromas = new Map<string, readonly number[]>()
  for await (const { name, image } of photographs) {
    if (!isColourless(image)) chromas.set(name, meanChroma(image))
  }
  return (name) => {
    const others = [...chromas].filter(([other]) => other !== name)
    if (others.length === 0) return undefined
    return [0, 1, 2].map(
      (channel) =>
        others.reduce((sum, [, chroma]) => sum + (chroma[channel] ?? 0), 0) / others.length,
    )
  }
}
