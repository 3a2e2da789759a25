/**
 * A run as it is set up: recipe, length, strength and the rest, what it would cost, and starting it.
 */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type {
  FieldValue,
  RecipeField,
  RecipeReport,
  TrainingPlan,
  WatchedDocument,
} from '../../../src-shared/contract/training-api.ts'
import { useApi } from '../api.ts'
import { useNotices } from '../notices.ts'
import { useTask } from '../task.ts'
import { useBases } from './bases.ts'
import { useDataset } from './dataset.ts'
import { useEstimate } from './estimate.ts'
import { useTrainingJobs } from './jobs.ts'
import { inOrder, makePlan, USUAL_PLAN, withField, type PlanChoice } from './plan-values.ts'

export const useTrainingPlan = defineStore('training-plan', () => {
  const api = useApi()
  const dataset = useDataset()
  const jobs = useTrainingJobs()
  const notices = useNotices()
  const task = useTask()
  const recipes = shallowRef<readonly RecipeReport[]>([])
  const choice = shallowRef<PlanChoice>(USUAL_PLAN)
  const starting = ref(false)
  const { recipe, base, ...needs } = useBases(recipes, choice)
  /** What the model will be called: as the folder, until the user says otherwise. */
  const name = computed(() => choice.value.name.trim() || (dataset.report?.name ?? ''))
  /** The request as everything stands; null while there is nothing to learn from or no name for it. */
  const plan = computed((): TrainingPlan | null => {
    const used = dataset.classFault === null ? (dataset.report?.counts.training ?? 0) : 0
    const hasBase = base.value !== null || !needs.needsBase.value
    if (dataset.choice === null || used === 0 || name.value === '' || !hasBase) return null
    return makePlan({ ...choice.value, name: name.value, base: base.value }, dataset.choice)
  })
  const { estimate, estimating, ask, giveUp } = useEstimate(plan)

  watch(base, dataset.learnWith, { immediate: true })

  const change = (changes: Partial<PlanChoice>) =>
    void (choice.value = { ...choice.value, ...changes })

  /** The constants of one recipe mean nothing to another. */
  const chooseRecipe = (name: string) =>
    name === choice.value.recipe ? undefined : change({ recipe: name, fields: {} })

  async function start(): Promise<void> {
    await notices.guard(async () => {
      recipes.value = inOrder(await api.training.recipes())
    })
    if (choice.value.base === null) change({ base: task.model })
  }

  /** Puts the run at the end of the queue and shows it. */
  async function begin(watch: WatchedDocument | null): Promise<void> {
    const { value: wanted } = plan
    if (wanted === null || starting.value) return
    starting.value = true
    giveUp()
    const request = watch === null ? wanted : { ...wanted, watch }
    const job = await notices.guard(() => api.training.start(request))
    starting.value = false
    if (job === undefined) return
    jobs.put(job)
    jobs.shown = job.id
    change({ name: '' })
  }

  return {
    recipes,
    recipe,
    base,
    ...needs,
    name,
    choice,
    plan,
    ...{ estimate, estimating, starting },
    ...{ start, change, ask, begin },
    chooseRecipe,
    setField: (field: RecipeField, value: FieldValue) =>
      change(withField(choice.value, field, value)),
    valueOf: ({ name, value }: RecipeField): FieldValue =>
      Object.hasOwn(choice.value.fields, name) ? (choice.value.fields[name] ?? null) : value,
  }
})
