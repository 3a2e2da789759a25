/** Steps that concern the whole selection, or all strokes. */
import type { EditorDocument } from '../../document/document.ts'
import { isEmptyMask } from '../../kernels/mask.ts'
import { isEmptyPaint } from '../../kernels/paint-layer.ts'
import { withMaskStep, withoutStrokes, type MaskStep } from '../../stores/document-steps.ts'
import { useDocuments } from '../../stores/documents.ts'
import { useFiles } from '../../stores/files.ts'
import { message } from '../../stores/message.ts'
import { useImpressions } from '../../stores/impressions.ts'
import { usePacking } from '../../stores/packing.ts'
import { useFileDialogs } from '../use-file-dialogs.ts'
import { useSaving } from '../use-saving.ts'
import type { Action } from './action.ts'

const MASK_KEYS: Readonly<Record<MaskStep, readonly string[]>> = {
  all: ['Mod+A'],
  clear: ['Mod+D'],
  invert: ['Mod+Shift+I', 'Shift+V'],
  grow: ['Mod+Shift+ArrowUp'],
  shrink: ['Mod+Shift+ArrowDown'],
  feather: ['Mod+Shift+F'],
}
const MASK_STEPS: readonly MaskStep[] = ['all', 'clear', 'invert', 'grow', 'shrink', 'feather']

export function useSelectActions(): readonly Action[] {
  const documents = useDocuments()
  const files = useFiles()
  const impressions = useImpressions()
  const packing = usePacking()
  const dialogs = useFileDialogs()
  const { save } = useSaving()
  const has = (test: (document: EditorDocument) => boolean) => () =>
    documents.current !== null && test(documents.current)
  const hasDocument = has(() => true)
  const hasMask = has(({ mask }) => !isEmptyMask(mask))
  const hasStrokes = has(({ paint }) => !isEmptyPaint(paint))

  /** First impressions belong to the state that they were asked for. */
  const step = (key: string, change: (document: EditorDocument) => EditorDocument) => () => {
    if (documents.current === null) return
    impressions.drop()
    documents.change(change(documents.current), message(`history.${key}`))
  }

  async function importMask(): Promise<void> {
    const [file] = await dialogs.images()
    if (file !== undefined) await files.openMask(file)
  }

  const exportMask = async () => void (await save(packing.packMask))
  const clear = step('clearStrokes', withoutStrokes)

  return [
    ...MASK_STEPS.map((name): Action => ({
      id: `select.${name}`,
      keys: MASK_KEYS[name],
      enabled: name === 'all' || name === 'invert' ? hasDocument : hasMask,
      run: step(`mask.${name}`, (document) => withMaskStep(document, name)),
    })),
    { id: 'select.import', keys: [], enabled: hasDocument, run: importMask },
    { id: 'select.export', keys: [], enabled: hasMask, run: exportMask },
    { id: 'select.clearStrokes', keys: ['Mod+Shift+D'], enabled: hasStrokes, run: clear },
  ]
}
