/** Choosing a task and running it. */
import { useImpressions } from '../../stores/impressions.ts'
import { useRuns } from '../../stores/runs.ts'
import { TASK_KINDS } from '../../stores/task-table.ts'
import { useModelUse } from '../../stores/model-use.ts'
import { useTask } from '../../stores/task.ts'
import { useTrainingJobs } from '../../stores/training/jobs.ts'
import { useView } from '../../stores/view.ts'
import { always, type Action } from './action.ts'

export function useTaskActions(): readonly Action[] {
  const impressions = useImpressions()
  const runs = useRuns()
  const task = useTask()
  const jobs = useTrainingJobs()
  const use = useModelUse()
  const view = useView()
  const isFresh = () => jobs.fresh !== null
  const takeFresh = () => {
    if (jobs.fresh !== null) use.take(jobs.fresh)
  }
  const canRun = () => runs.run === null && task.missing === null
  const running = () => runs.run !== null
  const tasks = TASK_KINDS.map((kind, index): Action => ({
    id: `task.${kind}`,
    keys: [`Alt+${index + 1}`],
    enabled: always,
    run: () => {
      impressions.drop()
      task.choose(kind)
      view.place = 'picture'
    },
  }))

  return [
    ...tasks,
    { id: 'task.apply', keys: ['Mod+Enter'], enabled: canRun, run: runs.apply },
    { id: 'task.cancel', keys: ['Escape', 'Shift+X'], enabled: running, run: runs.cancel },
    { id: 'task.seed', keys: ['R'], enabled: always, run: task.rollSeed },
    { id: 'task.useNewModel', keys: [], enabled: isFresh, run: takeFresh },
    { id: 'task.preview', keys: ['Q'], enabled: canRun, run: impressions.look },
  ]
}
