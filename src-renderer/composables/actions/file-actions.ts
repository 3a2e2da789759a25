/** Opening, saving, exporting, closing. */
import { useDocuments } from '../../stores/documents.ts'
import { useFiles } from '../../stores/files.ts'
import { useNotices } from '../../stores/notices.ts'
import { usePacking } from '../../stores/packing.ts'
import { useReplay } from '../../stores/replay.ts'
import { useRuns } from '../../stores/runs.ts'
import { useView, type DialogName } from '../../stores/view.ts'
import { useFileDialogs } from '../use-file-dialogs.ts'
import { useSaving } from '../use-saving.ts'
import { always, type Action } from './action.ts'

export function useFileActions(): readonly Action[] {
  const documents = useDocuments()
  const files = useFiles()
  const notices = useNotices()
  const packing = usePacking()
  const replayFile = useReplay()
  const runs = useRuns()
  const view = useView()
  const dialogs = useFileDialogs()
  const { save, saveProject } = useSaving()
  const hasDocument = () => documents.current !== null
  const canReplay = () => hasDocument() && runs.run === null
  const hasRecipe = () => documents.current?.recipe != null
  const show = (dialog: DialogName) => () => {
    view.dialog = dialog
  }

  const open = async () => files.open(await dialogs.images())
  const openProject = async () => files.open(await dialogs.project())
  const saveHere = async () => void (await saveProject())
  const saveElsewhere = async () => void (await saveProject('ask'))
  const saveRecipe = async () => void (await save(packing.packRecipe))
  const close = () => view.requestClose(documents.current?.id ?? null)

  async function replay(): Promise<void> {
    const file = await dialogs.readOne('.json')
    if (file !== null) await notices.guard(() => replayFile(file))
  }

  return [
    { id: 'file.open', keys: ['Mod+O'], enabled: always, run: open },
    { id: 'file.openProject', keys: ['Mod+Shift+O'], enabled: always, run: openProject },
    { id: 'file.save', keys: ['Mod+S'], enabled: hasDocument, run: saveHere },
    { id: 'file.saveAs', keys: ['Mod+Shift+S'], enabled: hasDocument, run: saveElsewhere },
    { id: 'file.export', keys: ['Mod+E'], enabled: hasDocument, run: show('export') },
    { id: 'file.saveRecipe', keys: [], enabled: hasRecipe, run: saveRecipe },
    { id: 'file.replay', keys: [], enabled: canReplay, run: replay },
    { id: 'file.batch', keys: ['Mod+B'], enabled: always, run: show('batch') },
    { id: 'file.close', keys: ['Mod+W', 'Alt+W'], enabled: hasDocument, run: close },
  ]
}
