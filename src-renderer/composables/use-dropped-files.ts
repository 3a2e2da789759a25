/** What becomes of files that were dropped, by the place where they were let go. */
import { useFiles } from '../stores/files.ts'
import { isModelFile } from '../stores/library/send-model.ts'
import { useDataset } from '../stores/training/dataset.ts'
import { useTrainingJobs } from '../stores/training/jobs.ts'
import { useView } from '../stores/view.ts'
import { documentsOf, photographsOf, type PathFile } from './read-folder.ts'
import { readFile } from './use-file-dialogs.ts'
import { useModelFiles } from './use-model-files.ts'

export type DropPlace = 'tabs' | 'mask' | 'other' | 'photographs' | 'model'

export function useDroppedFiles() {
  const dataset = useDataset()
  const files = useFiles()
  const jobs = useTrainingJobs()
  const models = useModelFiles()
  const view = useView()

  async function learnFrom(dropped: readonly PathFile[]): Promise<void> {
    jobs.shown = null
    const { files: photographs, name } = photographsOf(dropped)
    await dataset.take(photographs, name)
  }

  async function bringIn(dropped: readonly PathFile[]): Promise<void> {
    view.place = 'models'
    await models.take(dropped)
  }

  async function take(dropped: readonly PathFile[], where: DropPlace): Promise<void> {
    if (where === 'photographs') return learnFrom(dropped)
    if (where === 'model' || dropped.some(({ file }) => isModelFile(file.name)))
      return bringIn(dropped)
    const { files: opened, left } = documentsOf(dropped)
    const hands = await Promise.all(opened.map(readFile))
    const [first] = hands
    if (first === undefined) return
    if (where === 'tabs') await files.openFirst({ files: hands, left })
    else if (where === 'mask') await files.openMask(first)
    else await files.openAsOther(first)
  }

  return take
}
