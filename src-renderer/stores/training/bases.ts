/** The chosen recipe, the models that it can start from or learn from, and the one that is chosen among them. */
import { computed, type Ref } from 'vue'
import type { RecipeReport } from '../../../src-shared/contract/training-api.ts'
import { useEngine } from '../engine.ts'
import { basesFor, type PlanChoice } from './plan-values.ts'

export function useBases(
  recipes: Readonly<Ref<readonly RecipeReport[]>>,
  choice: Readonly<Ref<PlanChoice>>,
) {
  const engine = useEngine()
  const recipe = computed(() => recipes.value.find(({ name }) => name === choice.value.recipe))
  const wanted = computed(() => recipe.value?.base ?? 'optional')
  const bases = computed(() => basesFor(wanted.value, engine.models))
  /** Id of the chosen model; null where none is, or where the recipe cannot take it. */
  const base = computed(() => bases.value.find(({ id }) => id === choice.value.base)?.id ?? null)
  const needsTeacher = computed(() => wanted.value === 'teacher')
  const needsBase = computed(() => wanted.value !== 'optional')
  return { recipe, bases, base, needsTeacher, needsBase }
}
