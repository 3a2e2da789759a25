/** Steps that concern the whole selection, or all strokes. */
import type { EditorDocument } from '../../document/document.ts'
import { isEmptyMask } from '../../kernels/mask.ts'
import { isEmptyPaint } from '../../kernels/paint-layer.ts'
import { EDGE_STEPS, withoutStrokes, type MaskStep } from '../../stores/document-steps.ts'
import { useDocuments } from '../../stores/documents.ts'
import { useFiles } from '../../stores/files.ts'
import { message } from '../../stores/message.ts'
import { useImpressions } from '../../stores/impressions.ts'
import { usePacking } from '../../stores/packing.ts'
import { useView } from '../../stores/view.ts'
import { useFileDialogs } from '../use-file-dialogs.ts'
import { useMaskSteps } from '../use-mask-steps.ts'
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
const WHOLE_STEPS = ['all', 'clear', 'invert'] as const

export function useSelectActions(): readonly Action[] {
  const documents = useDocuments()
  const files = useFiles()
  const impressions = useImpressions()
  const packing = usePacking()
  const dialogs = useFileDialogs()
  const { save } = useSaving()
  const changeMask = useMaskSteps()
  const view = useView()
  const has = (test: (document: EditorDocument) => boolean) => () =>
    documents.current !== null && test(documents.current)
  const hasDocument = has(() => true)
  const hasMask = has(({ mask }) => !isEmptyMask(mask))
  const hasStrokes = has(({ paint }) => !isEmptyPaint(paint))

  function clearStrokes(): void {
    if (documents.current === null) return
    impressions.drop()
    documents.change(withoutStrokes(documents.current), message('history.clearStrokes'))
  }

  async function importMask(): Promise<void> {
    const [file] = await dialogs.images()
    if (file !== undefined) await files.openMask(file)
  }

  const exportMask = async () => void (await save(packing.packMask))

  return [
    ...WHOLE_STEPS.map((name): Action => ({
      id: `select.${name}`,
      keys: MASK_KEYS[name],
      enabled: name === 'clear' ? hasMask : hasDocument,
      run: () => changeMask(name),
    })),
    ...EDGE_STEPS.map((name): Action => ({
      id: `select.${name}`,
      keys: MASK_KEYS[name],
      enabled: hasMask,
      run: () => {
        view.dialog = name
      },
    })),
    { id: 'select.import', keys: [], enabled: hasDocument, run: importMask },
    { id: 'select.export', keys: [], enabled: hasMask, run: exportMask },
    { id: 'select.clearStrokes', keys: ['Mod+Shift+D'], enabled: hasStrokes, run: clearStrokes },
  ]
}
