/** Going back and forth, the clipboard, and turning the picture. */
import type { Transform } from '../../../src-shared/contract/pictures-api.ts'
import { useDocuments } from '../../stores/documents.ts'
import { useNotices } from '../../stores/notices.ts'
import { useImpressions } from '../../stores/impressions.ts'
import { useView } from '../../stores/view.ts'
import { useClipboard } from '../use-clipboard.ts'
import { always, type Action } from './action.ts'

const TRANSFORMS: readonly { readonly name: string; readonly transform: Transform }[] = [
  { name: 'rotateLeft', transform: { kind: 'rotate', degrees: 270 } },
  { name: 'rotateRight', transform: { kind: 'rotate', degrees: 90 } },
  { name: 'rotateHalf', transform: { kind: 'rotate', degrees: 180 } },
  { name: 'flipHorizontal', transform: { kind: 'flip', axis: 'horizontal' } },
  { name: 'flipVertical', transform: { kind: 'flip', axis: 'vertical' } },
]

export function useEditActions(): readonly Action[] {
  const documents = useDocuments()
  const notices = useNotices()
  const impressions = useImpressions()
  const view = useView()
  const { copy, paste } = useClipboard()
  const hasDocument = () => documents.current !== null
  const canUndo = () => documents.canUndo
  const canRedo = () => documents.canRedo

  /** First impressions belong to the state that they were asked for. */
  const step = (go: () => unknown) => () => {
    impressions.drop()
    void go()
  }

  function resize(): void {
    view.dialog = 'resize'
  }

  const undo = step(documents.undo)
  const redo = step(documents.redo)

  return [
    { id: 'edit.undo', keys: ['Mod+Z'], enabled: canUndo, run: undo, repeats: true },
    { id: 'edit.redo', keys: ['Mod+Shift+Z', 'Mod+Y'], enabled: canRedo, run: redo, repeats: true },
    { id: 'edit.copy', keys: ['Mod+C'], enabled: hasDocument, run: copy },
    { id: 'edit.paste', keys: ['Mod+V'], enabled: always, run: paste, uncaught: true },
    ...TRANSFORMS.map(({ name, transform }): Action => {
      const run = step(() => void notices.guard(() => documents.transform(transform)))
      return { id: `edit.${name}`, keys: [], enabled: hasDocument, run }
    }),
    { id: 'edit.resize', keys: ['Mod+Alt+I'], enabled: hasDocument, run: resize },
  ]
}
