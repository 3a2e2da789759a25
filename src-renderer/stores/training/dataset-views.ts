/** What is shown of the photographs of a run: small views, and the patches that the network would see. */
import { shallowRef, type Ref } from 'vue'
import type { DatasetChoice, PatchPreview } from '../../../src-shared/contract/training-api.ts'
import { useApi } from '../api.ts'
import { useNotices } from '../notices.ts'

/** Longest side of a small view, in pixels. */
const THUMBNAIL = 144
const PATCHES = 12

export function useDatasetViews(choice: Readonly<Ref<DatasetChoice | null>>) {
  const api = useApi()
  const notices = useNotices()
  const patches = shallowRef<readonly PatchPreview[]>([])

  /** The first patches of a run with this seed. */
  const lookAtPatches = (base: string | null, seed: number) =>
    notices.guard(async () => {
      const { value: data } = choice
      if (data === null) return
      patches.value = await api.training.patches({ data, base, seed, count: PATCHES })
    })

  /** Null where it cannot be shown, which the report says already. */
  const thumbnail = async (path: string) => {
    const source = choice.value?.source
    if (source === undefined) return null
    return api.training.thumbnail({ source, path, side: THUMBNAIL }).catch(() => null)
  }

  const forget = () => void (patches.value = [])

  return { patches, lookAtPatches, thumbnail, forget }
}
