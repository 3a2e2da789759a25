/** What fine-tuning on a family of textures did, as a table. */
import { markdownTable } from '../page-blocks.ts'
import type { ModelFigures } from './measure-model.ts'
import type { Change, TextureResult } from './run-texture.ts'

const MEASURES: readonly (readonly [string, keyof ModelFigures, number])[] = [
  ['consistency loss', 'consistencyLoss', 2],
  ['one-step denoising at sigma 0.5, dB', 'denoising', 2],
  ['scratches and text filled in one step, dB', 'scratches', 2],
  ['holes of 48 pixels filled as the tool does it, dB', 'holes', 2],
]

export function textureTable({
  heldBack,
  others,
  updates,
  batch,
  ...spent
}: TextureResult): string[] {
  const columns = ({ before, after }: Change, key: keyof ModelFigures, digits: number) => [
    before[key].toFixed(digits),
    after[key].toFixed(digits),
  ]
  const rows = MEASURES.map(([words, key, digits]) => [
    words,
    ...columns(heldBack, key, digits),
    ...columns(others, key, digits),
  ])
  return [
    ...markdownTable([
      ['', 'bricks, shipped', 'bricks, tuned', 'others, shipped', 'others, tuned'],
      ...rows,
    ]),
    '',
    `${updates} updates of ${batch} patches took ${spent.cpuSeconds.toFixed(0)} seconds of the processor; ` +
      `${(100 * spent.dataWait).toFixed(1)} % of the time they waited for data.`,
  ]
}
