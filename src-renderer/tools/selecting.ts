/**
 * How a shape that was drawn becomes part of the selection: it is added, with Ctrl taken away.
 */
import type { MaskPatch } from '../../src-shared/contract/pictures-api.ts'
import { combineMasks } from '../kernels/mask.ts'
import type { Combination } from '../kernels/mask.ts'
import type { Modifiers, ToolContext, ToolEffect, ToolName } from './tool.ts'

export const combinationFor = ({ ctrl }: Pick<Modifiers, 'ctrl'>): Combination =>
  ctrl ? 'subtract' : 'add'

/** The end of a gesture; nothing where the shape covers nothing. */
export function commitShape(
  tool: ToolName,
  { document }: ToolContext,
  { patch, how }: { readonly patch: MaskPatch | null; readonly how: Combination },
): readonly ToolEffect[] {
  if (patch === null) return [{ kind: 'drop' }]
  const mask = combineMasks(document.mask, patch, how)
  return [{ kind: 'commit', document: { ...document, mask }, label: { key: `history.${tool}` } }]
}
