/**
 * How the document is looked at and what is held in the hand: tool, comparison, zoom, and the open dialog.
 * Nothing of this is part of a document or of its history.
 */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { ToolName, ToolPreview } from '../tools/tool.ts'
import type { EdgeStep } from './document-steps.ts'
import { useToolSettings } from './tool-settings.ts'

/** What the window is for at the moment: the picture, or one of the places that lie over it. */
export type PlaceName = 'picture' | 'training' | 'models'

export type DialogName = 'export' | 'batch' | 'settings' | 'shortcuts' | 'resize' | EdgeStep

/** What an action asks of the canvas; the canvas answers and forgets it. */
export type ViewRequest =
  | { readonly kind: 'fit' }
  | { readonly kind: 'to' | 'by'; readonly factor: number }
  | { readonly kind: 'press'; readonly key: 'Enter' | 'Escape' }

export const useView = defineStore('view', () => {
  const tool = ref<ToolName>('brush')
  const hand = useToolSettings()
  const zoom = ref(1)
  const pointer = shallowRef<{ readonly x: number; readonly y: number } | null>(null)
  const split = ref(false)
  const holding = ref(false)
  const compare = computed(() => (holding.value ? 'before' : split.value ? 'split' : 'off'))
  const dialog = ref<DialogName | null>(null)
  /** By how many pixels the edge of a selection was changed last. */
  const edges = shallowRef<Partial<Record<EdgeStep, number>>>({})
  const place = ref<PlaceName>('picture')
  const request = shallowRef<ViewRequest | null>(null)
  /** What the tool in hand has begun and not ended. */
  const begun = shallowRef<ToolPreview>({ kind: 'none' })
  const residual = ref(false)
  /** The document that the user wants to close; the page asks first where it has unsaved changes. */
  const closing = ref<string | null>(null)

  /** Hands a key to the tool, as if it had been pressed over the picture. */
  function press(key: 'Enter' | 'Escape'): void {
    request.value = { kind: 'press', key }
  }

  function begin(preview: ToolPreview): void {
    if (preview.kind !== 'none' || begun.value.kind !== 'none') begun.value = preview
  }

  function requestClose(id: string | null): void {
    closing.value = id
  }

  return {
    ...hand,
    tool,
    zoom,
    pointer,
    split,
    holding,
    compare,
    dialog,
    edges,
    place,
    request,
    begun,
    begin,
    press,
    residual,
    closing,
    requestClose,
  }
})
