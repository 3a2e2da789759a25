/** What is compared and shown, and which document is in front. */
import { useDocuments } from '../../stores/documents.ts'
import { useView, type PlaceName } from '../../stores/view.ts'
import { always, type Action } from './action.ts'

export function useViewActions(): readonly Action[] {
  const documents = useDocuments()
  const view = useView()
  const hasDocument = () => documents.current !== null
  const canCompare = () => documents.before !== null
  const hold = (holding: boolean) => () => {
    view.holding = holding
  }

  function split(): void {
    view.split = !view.split
  }

  function residual(): void {
    view.residual = !view.residual
  }

  function settings(): void {
    view.dialog = 'settings'
  }

  const show = (place: PlaceName) => () => {
    view.place = place
  }
  const goTo = (by: 1 | -1) => () => documents.activateBeside(by)
  const next = ['Mod+PageDown', 'Alt+PageDown']
  const previous = ['Mod+PageUp', 'Alt+PageUp']
  const hasResidual = () => documents.current?.residual != null

  return [
    { id: 'view.split', keys: ['Y'], enabled: canCompare, run: split },
    { id: 'view.before', keys: ['\\'], enabled: canCompare, run: hold(true), release: hold(false) },
    { id: 'view.residual', keys: ['K'], enabled: hasResidual, run: residual },
    { id: 'view.nextTab', keys: next, enabled: hasDocument, run: goTo(1) },
    { id: 'view.previousTab', keys: previous, enabled: hasDocument, run: goTo(-1) },
    { id: 'view.training', keys: ['Alt+T'], enabled: always, run: show('training') },
    { id: 'view.models', keys: ['Alt+M'], enabled: always, run: show('models') },
    { id: 'view.settings', keys: ['Mod+,'], enabled: always, run: settings },
  ]
}
