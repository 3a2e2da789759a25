/** The runs as the trainer tells of them: each as it is now, with its curves and pictures. */
import { shallowRef } from 'vue'
import type {
  TrainingEvent,
  TrainingHistory,
  TrainingJob,
} from '../../../src-shared/contract/training-api.ts'
import { UNSEEN, withEvent, withHistory } from './run-view.ts'
import type { RunView } from './run-view.ts'

/** `ended` is called once for each run, when it ends. */
export function useHeardJobs(ended: (job: TrainingJob) => void) {
  const jobs = shallowRef<ReadonlyMap<string, TrainingJob>>(new Map())
  const views = shallowRef<ReadonlyMap<string, RunView>>(new Map())
  const viewOf = (id: string) => views.value.get(id) ?? UNSEEN

  function put(next: TrainingJob): void {
    jobs.value = new Map(jobs.value).set(next.id, next)
  }

  function setView(id: string, view: RunView): void {
    views.value = new Map(views.value).set(id, view)
  }

  function forget(gone: string): void {
    jobs.value = new Map([...jobs.value].filter(([id]) => id !== gone))
    views.value = new Map([...views.value].filter(([id]) => id !== gone))
  }

  function hear(event: TrainingEvent): void {
    if (event.type === 'removed') return forget(event.id)
    if (event.type !== 'job') return setView(event.id, withEvent(viewOf(event.id), event))
    const hasEnded = event.job.end !== null && jobs.value.get(event.job.id)?.state !== 'ended'
    put(event.job)
    if (hasEnded) ended(event.job)
  }

  const recall = (id: string, history: TrainingHistory) =>
    setView(id, withHistory(viewOf(id), history))

  return { jobs, put, hear, recall, viewOf }
}
