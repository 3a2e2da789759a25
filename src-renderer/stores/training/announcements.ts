/** Says how a run has ended; what it made can be taken with one press. */
import { ref } from 'vue'
import type { TrainingJob } from '../../../src-shared/contract/training-api.ts'
import { useApi } from '../api.ts'
import { useEngine } from '../engine.ts'
import { message } from '../message.ts'
import { useNotices } from '../notices.ts'
import { stateOf } from './job-words.ts'

export function useAnnouncements() {
  const api = useApi()
  const engine = useEngine()
  const notices = useNotices()
  /** Id of the model that was made last, and that nobody has taken yet. */
  const fresh = ref<string | null>(null)

  async function announce(job: TrainingJob): Promise<void> {
    if (job.end === null) return
    const { model, reason } = job.end
    if (model === null) {
      if (reason !== 'asked') notices.show({ kind: 'fault', said: stateOf(job), remedy: null })
      return
    }
    await notices.guard(engine.refreshModels)
    // What was learnt of one picture is used at once by whoever asked for it.
    if (job.kind === 'picture') return
    fresh.value = model
    const remedy = { action: 'task.useNewModel', label: message('training.use') }
    notices.done(message('training.ready', { name: job.name }), remedy)
    await notices.guard(() => api.host.notify({ title: job.name, body: '' }))
  }

  return { fresh, announce }
}
