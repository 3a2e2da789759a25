/** Files that are dragged over the page: which there are, and where they would go. */
import { useEventListener } from '@vueuse/core'
import { computed, ref } from 'vue'
import { useDocuments } from '../stores/documents.ts'
import { useFiles } from '../stores/files.ts'
import { useTask } from '../stores/task.ts'
import { readFile } from './use-file-dialogs.ts'

export type DropPlace = 'tabs' | 'mask' | 'other'

export function useDrop() {
  const documents = useDocuments()
  const files = useFiles()
  const task = useTask()
  const count = ref(0)
  const place = ref<DropPlace>('tabs')
  const places = computed((): readonly DropPlace[] => {
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
    place.value = places.value.find((name) => name === zone?.getAttribute('data-drop')) ?? 'tabs'
  }

  async function take(dropped: readonly File[], where: DropPlace): Promise<void> {
    const hands = await Promise.all(dropped.map(readFile))
    const [first] = hands
    if (first === undefined) return
    if (where === 'tabs') await files.open(hands)
    else if (where === 'mask') await files.openMask(first)
    else await files.openAsOther(first)
  }

  useEventListener(window, 'dragover', over)
  useEventListener(window, 'dragleave', (event: DragEvent) => {
    if (event.relatedTarget === null) count.value = 0
  })
  useEventListener(window, 'drop', (event: DragEvent) => {
    event.preventDefault()
    count.value = 0
    void take([...(event.dataTransfer?.files ?? [])], place.value)
  })

  return { count, place, places }
}
