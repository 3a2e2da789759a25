/** Dresses the page in the theme that was chosen, or in that of the system. */
import { usePreferredDark } from '@vueuse/core'
import { computed, watchEffect, type ComputedRef } from 'vue'
import { useSettings } from '../stores/settings.ts'

export function useTheme(): ComputedRef<'light' | 'dark'> {
  const settings = useSettings()
  const dark = usePreferredDark()
  const theme = computed(() => {
    const chosen = settings.values.theme
    return chosen === 'system' ? (dark.value ? 'dark' : 'light') : chosen
  })
  watchEffect(() => {
    document.documentElement.dataset['theme'] = theme.value
  })
  return theme
}
