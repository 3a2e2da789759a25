/** Whether a dialog is open, as a value that a component can bind. */
import { computed } from 'vue'
import { useView, type DialogName } from '../../stores/view.ts'

export function useDialog(name: DialogName) {
  const view = useView()
  return computed({
    get: () => view.dialog === name,
    set: (open: boolean) => {
      if (open) view.dialog = name
      else if (view.dialog === name) view.dialog = null
    },
  })
}
