/**
 * The latest estimate of a run as an image for the canvas. An estimate that is overtaken by the next is let go.
 */
import { onUnmounted, watch } from 'vue'
import type { EditEstimate } from '../../src-shared/contract/edits-api.ts'
import type { EstimateImage } from './draw-guides.ts'

export function useEstimate(
  preview: () => EditEstimate['preview'],
  show: (estimate: EstimateImage | null) => void,
): void {
  let shown: EstimateImage | null = null
  const replace = (next: EstimateImage | null) => {
    show(next)
    shown?.image.close()
    shown = next
  }
  watch(
    preview,
    async (next, _before, onCleanup) => {
      let overtaken = false
      onCleanup(() => (overtaken = true))
      if (next === null) return replace(null)
      const samples = new Uint8ClampedArray(next.rgba)
      const image = await createImageBitmap(new ImageData(samples, next.width, next.height))
      if (overtaken) image.close()
      else replace({ image, preview: next })
    },
    { immediate: true },
  )
  onUnmounted(() => shown?.image.close())
}
