/** Files that are dragged over the page: which there are, and where they would go. */
import { useEventListener } from '@vueuse/core'
import { computed, ref } from 'vue'
import { useDocuments } from '../stores/documents.ts'
import { useTask } from '../stores/task.ts'
import { useView } from '../stores/view.ts'
import { droppedFiles } from './read-folder.ts'
import { useDroppedFiles, type DropPlace } from './use-dropped-files.ts'

export function useDrop() {
  const documents = useDocuments()
  const task = useTask()
  const take = useDroppedFiles()
  const view = useView()
  const count = ref(0)
  const place = ref<DropPlace>('tabs')
  const places = computed((): readonly DropPlace[] => {
    if (view.place === 'training') return ['photographs']
    if (view.place === 'models') return ['model']
    if (documents.current === null) return ['tabs']
    if (task.kind === 'blend') return ['tabs', 'other']
    return task.traits.tools.includes('brush') ? ['tabs', 'mask'] : ['tabs']
  })

  function over(event: DragEvent): void {
    if (event.dataTransfer === null || !event.dataTransfer.types.includes('Files')) return
    event.preventDefault()
    event.dataTransfer.dropEffect = 'copy'
    count.value = Math.max(1, event.dataTransfer.items.length)
    const zone = event.target instanceof Element ? event.target.closest('[data-drop]') : null
    place.value =
      places.value.find((name) => name === zone?.getAttribute('data-drop')) ??
      places.value[0] ??
      'tabs'
  }

  useEventListener(window, 'dragover', over)
  useEventListener(window, 'dragleave', (event: DragEvent) => {
    if (event.relatedTarget === null) count.value = 0
  })
  useEventListener(window, 'drop', (event: DragEvent) => {
    event.preventDefault()
    count.value = 0
    const { value: where } = place
    if (event.dataTransfer !== null)
      void droppedFiles(event.dataTransfer).then((dropped) => take(dropped, where))
  })

  return { count, place, places }
}
