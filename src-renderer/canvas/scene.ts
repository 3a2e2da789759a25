/**
 * What lies on the stage beside the document.
 */
import type { PictureInfo } from '../../src-shared/contract/pictures-api.ts'
import type { ToolPreview } from '../tools/tool.ts'
import type { EstimateImage } from './draw-guides.ts'

/** Which of two pictures is shown where, or by how much they differ. */
export type Comparison = 'off' | 'split' | 'before' | 'difference'

export interface Scene {
  readonly before: PictureInfo | null
  readonly compare: Comparison
  /** Where the split lies: share of the picture's width that shows what was before. */
  readonly split: number
  readonly estimate: EstimateImage | null
  readonly preview: ToolPreview
}
