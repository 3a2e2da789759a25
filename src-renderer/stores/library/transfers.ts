/**
 * Models on their way in or out: how far one is, stopping it, and the question that a graph can raise. One at a time.
 */
import { defineStore } from 'pinia'
import type {
  ExportModelRequest,
  GraphRoles,
  ImportRequest,
  ModelDetails,
  ModelSource,
} from '../../../src-shared/contract/models-api.ts'
import { useApi } from '../api.ts'
import { useLatestWork } from '../latest-work.ts'
import { message } from '../message.ts'
import { useModelUse } from '../model-use.ts'
import { useNotices } from '../notices.ts'
import type { NamedBytes } from '../written-file.ts'
import { useGraphQuestion } from './graph-question.ts'
import { useLibrary } from './library.ts'
import { useModelProgress } from './model-progress.ts'
import { sendModel, type ModelFile } from './send-model.ts'

export const useTransfers = defineStore('transfers', () => {
  const api = useApi()
  const library = useLibrary()
  const notices = useNotices()
  const use = useModelUse()
  const { progress, name, begin } = useModelProgress(api.models)
  const questions = useGraphQuestion(api.models)
  const { busy, work, cancel } = useLatestWork(() => (progress.value = null))

  async function bringIn(request: ImportRequest, signal: AbortSignal): Promise<void> {
    const outcome = await api.models.import(request, signal)
    if (outcome.kind === 'question') return questions.ask(request.source, outcome.question)
    use.shown = outcome.model.id
    await library.refresh()
    notices.done(message('library.imported', { name: outcome.model.name }))
  }

  /** A file or folder that the host reaches itself. */
  const takeGranted = (source: ModelSource, what: string) =>
    work((signal) => bringIn({ job: begin(what), source }, signal))

  /** Files that only the page can read. */
  const takeFiles = (files: readonly ModelFile[], what: string) =>
    work(async (signal) => {
      const job = begin(what)
      const told = (fraction: number) => (progress.value = { job, phase: 'reading', fraction })
      const upload = await sendModel(api.models, files, { signal, told })
      await bringIn({ job, source: { kind: 'upload', upload } }, signal)
    })

  /** Asks what was asked when the model came in. */
  const askAgain = ({ id, name: what }: Pick<ModelDetails, 'id' | 'name'>) =>
    work(async () => {
      name.value = what
      questions.ask({ kind: 'installed', id }, await api.models.askAgain(id))
    })

  async function correct(id: string, roles: GraphRoles, signal: AbortSignal): Promise<void> {
    begin(name.value, 'checking')
    await api.models.correct({ id, roles }, signal)
    await library.refresh()
    notices.done(message('library.corrected', { name: name.value }))
  }

  /** Goes on with what the user said of the graph; null leaves all as it is. */
  const answer = (said: GraphRoles | null) =>
    work((signal) =>
      questions.answer(said, signal, (source, roles) =>
        source.kind === 'installed'
          ? correct(source.id, roles, signal)
          : bringIn({ job: begin(name.value), source, roles }, signal),
      ),
    )

  /** Writes a model into a folder; where the host reaches none, the answer is a zip for the page to save. */
  async function send(request: Omit<ExportModelRequest, 'job'>): Promise<NamedBytes | null> {
    let zip: NamedBytes | null = null
    await work(async (signal) => {
      const { name: what, bytes } = await api.models.export(
        { ...request, job: begin(library.details.get(request.id)?.name ?? request.id) },
        signal,
      )
      if (bytes === null) notices.done(message('notice.saved', { name: what }))
      else zip = { name: what, bytes }
    })
    return zip
  }

  const { asked } = questions
  return { progress, asked, name, busy, cancel, takeGranted, takeFiles, askAgain, answer, send }
})
