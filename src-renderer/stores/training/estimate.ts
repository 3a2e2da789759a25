/** What a plan would cost, asked anew whenever it changes; an older question is given up. */
import { ref, shallowRef, type Ref } from 'vue'
import type { TrainingEstimate, TrainingPlan } from '../../../src-shared/contract/training-api.ts'
import { useApi } from '../api.ts'
import { useNotices } from '../notices.ts'

export function useEstimate(plan: Readonly<Ref<TrainingPlan | null>>) {
  const api = useApi()
  const notices = useNotices()
  const estimate = shallowRef<TrainingEstimate | null>(null)
  const estimating = ref(false)
  let stop: AbortController | null = null

  async function ask(): Promise<void> {
    stop?.abort()
    const own = new AbortController()
    stop = own
    const { value: wanted } = plan
    estimating.value = wanted !== null
    const answer = wanted && (await notices.guard(() => api.training.estimate(wanted, own.signal)))
    if (stop !== own) return
    estimate.value = answer ?? null
    estimating.value = false
  }

  /** Makes way for something that the trainer is asked besides. */
  const giveUp = () => stop?.abort()

  return { estimate, estimating, ask, giveUp }
}
