/** Acts when an element comes into sight for the first time. */
import { useIntersectionObserver, type MaybeElement } from '@vueuse/core'
import type { Ref } from 'vue'

export function useFirstSight(element: Readonly<Ref<MaybeElement>>, act: () => unknown): void {
  const { stop } = useIntersectionObserver(element, ([entry]) => {
    if (entry?.isIntersecting !== true) return
    stop()
    void act()
  })
}
