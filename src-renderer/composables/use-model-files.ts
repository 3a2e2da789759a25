/** Models from and to the user's files: chosen, dropped, exported. */
import type { ModelFormat } from '../../src-shared/contract/models-api.ts'
import { useEngine } from '../stores/engine.ts'
import { useTransfers } from '../stores/library/transfers.ts'
import type { ModelFile } from '../stores/library/send-model.ts'
import { useNotices } from '../stores/notices.ts'
import { upload, uploadedFolder } from './file-choice.ts'
import type { PathFile } from './read-folder.ts'
import { useSaving } from './use-saving.ts'

const MODELS = '.safetensors,.onnx,.pt,.pth,.bin,.pkl,.ckpt'

export function useModelFiles() {
  const engine = useEngine()
  const notices = useNotices()
  const transfers = useTransfers()
  const { save } = useSaving()
  const native = () => engine.info?.nativeDialogs === true

  /** Brings in what was dropped or chosen, which makes one model together. */
  async function take(all: readonly PathFile[]): Promise<void> {
    const files = all.filter((file) => !isHidden(file))
    const [first] = files
    if (first === undefined) return
    const name = first.path.split('/')[0] ?? first.path
    await transfers.takeFiles(files.map(modelFile), name)
  }

  async function granted(choose: typeof engine.chooseModel): Promise<void> {
    const chosen = await notices.guard(choose)
    if (chosen == null) return
    await transfers.takeGranted({ kind: 'grant', grant: chosen.grant }, chosen.name)
  }

  async function chooseFile(): Promise<void> {
    if (native()) return granted(engine.chooseModel)
    await take((await upload(MODELS, false)).map((file) => ({ path: file.name, file })))
  }

  async function chooseFolder(): Promise<void> {
    if (native()) return granted(engine.chooseFolder)
    await take(await uploadedFolder())
  }

  async function exportModel(id: string, format: ModelFormat): Promise<void> {
    if (!native()) return void (await save(() => transfers.send({ id, format, folder: null })))
    const folder = await notices.guard(engine.chooseFolder)
    if (folder != null) await transfers.send({ id, format, folder: folder.grant })
  }

  return { take, chooseFile, chooseFolder, exportModel }
}

/** Hidden files are version control's and the system's affair. */
const isHidden = ({ path }: PathFile) => path.split('/').some((name) => name.startsWith('.'))

function modelFile({ path, file }: PathFile): ModelFile {
  const read = async (from: number, to: number) =>
    new Uint8Array(await file.slice(from, to).arrayBuffer())
  return { path, size: file.size, read }
}
