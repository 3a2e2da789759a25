/** What happens by itself: commands and files from the system, the time a job would take, the brush that fits. */
import { watchDebounced } from '@vueuse/core'
import { onScopeDispose, watch } from 'vue'
import { useI18n } from '../messages/i18n.ts'
import { useBatch } from '../stores/batch.ts'
import { useDocuments } from '../stores/documents.ts'
import { useEngine } from '../stores/engine.ts'
import { useExpectation } from '../stores/expectation.ts'
import { granted, useFiles } from '../stores/files.ts'
import { useImpressions } from '../stores/impressions.ts'
import { useNotices } from '../stores/notices.ts'
import { useRuns } from '../stores/runs.ts'
import { useTask } from '../stores/task.ts'
import { useView } from '../stores/view.ts'
import type { Actions } from './actions/use-actions.ts'

const SETTLED = 250

export function useEngineLinks(actions: Actions): void {
  const { t } = useI18n()
  const batch = useBatch()
  const documents = useDocuments()
  const engine = useEngine()
  const expectation = useExpectation()
  const files = useFiles()
  const impressions = useImpressions()
  const notices = useNotices()
  const runs = useRuns()
  const task = useTask()
  const view = useView()

  onScopeDispose(
    engine.listen({
      command: actions.run,
      files: ({ files: opened, left }) =>
        void files.openFirst({ files: opened.map(granted), left }),
    }),
  )
  watchDebounced(
    () => [
      ...[task.kind, task.options, task.shared, task.model, documents.current],
      // What runs tells how fast the machine is.
      ...[runs.run === null, impressions.impression],
    ],
    () => void notices.guard(expectation.ask),
    { debounce: SETTLED, immediate: true },
  )
  watch(
    () => documents.current?.id,
    () => {
      if (documents.current !== null) view.adaptBrush(documents.current.picture)
    },
  )
  watch(
    () => runs.announce,
    (kind) => {
      if (kind === null) return
      const title = t('notice.finished', { task: t(`task.${kind}.name`) })
      void notices.guard(() => runs.notify(title, documents.current?.title ?? ''))
    },
  )
  watch(
    () => batch.outcome,
    (outcome) => {
      if (outcome === null) return
      const { done, skipped, failures } = outcome
      const said = t('batch.done', { done, skipped, failed: failures.length })
      void notices.guard(() => runs.notify(t('batch.title'), said))
    },
  )
}
