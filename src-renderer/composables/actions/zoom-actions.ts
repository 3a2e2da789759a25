/** How large the picture is shown. */
import { useDocuments } from '../../stores/documents.ts'
import { useView, type ViewRequest } from '../../stores/view.ts'
import type { Action } from './action.ts'

const ZOOMS = [1, 2, 4, 8] as const
const ZOOM_STEP = 1.25

export function useZoomActions(): readonly Action[] {
  const documents = useDocuments()
  const view = useView()
  const enabled = () => documents.current !== null
  const ask = (request: ViewRequest) => () => {
    view.request = request
  }
  const zoomIn = ask({ kind: 'by', factor: ZOOM_STEP })
  const zoomOut = ask({ kind: 'by', factor: 1 / ZOOM_STEP })

  return [
    { id: 'view.fit', keys: ['Mod+0'], enabled, run: ask({ kind: 'fit' }) },
    ...ZOOMS.map((factor, index): Action => {
      const keys = [`Mod+${index + 1}`]
      return { id: `view.zoom${factor * 100}`, keys, enabled, run: ask({ kind: 'to', factor }) }
    }),
    { id: 'view.zoomIn', keys: ['Mod++', 'Mod+='], enabled, run: zoomIn, repeats: true },
    { id: 'view.zoomOut', keys: ['Mod+-'], enabled, run: zoomOut, repeats: true },
  ]
}
