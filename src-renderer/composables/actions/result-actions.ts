/** Choosing among the results of a run. */
import { useDocuments } from '../../stores/documents.ts'
import { useRecall } from '../../stores/recall.ts'
import { useRuns } from '../../stores/runs.ts'
import { useTrays } from '../../stores/trays.ts'
import type { Action } from './action.ts'

export function useResultActions(): readonly Action[] {
  const documents = useDocuments()
  const runs = useRuns()
  const takeUp = useRecall()
  const trays = useTrays()
  const enabled = () => runs.run === null && trays.tray.items.length > 0
  const go = (by: 1 | -1) => () => trays.pickBeside(by)
  const withChosen = (act: (key: string) => void) => () => {
    if (trays.tray.chosen !== null) act(trays.tray.chosen)
  }
  const keep = withChosen(trays.toggleKept)
  const apart = withChosen(trays.openApart)

  const hasRecipe = () => documents.current?.recipe != null
  const recall = () => {
    if (documents.current?.recipe != null) takeUp(documents.current.recipe)
  }

  return [
    { id: 'results.next', keys: ['ArrowRight'], enabled, run: go(1), repeats: true },
    { id: 'results.previous', keys: ['ArrowLeft'], enabled, run: go(-1), repeats: true },
    { id: 'results.keep', keys: ['Shift+K'], enabled, run: keep },
    { id: 'results.apart', keys: ['Mod+Shift+N'], enabled, run: apart },
    { id: 'results.recall', keys: ['Shift+R'], enabled: hasRecipe, run: recall },
    { id: 'results.accept', keys: ['Enter'], enabled, run: trays.accept },
    { id: 'results.reject', keys: ['Delete'], enabled, run: trays.reject },
  ]
}
