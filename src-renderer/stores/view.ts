/**
 * How the document is looked at and what is held in the hand: tool, comparison, zoom, and the open dialog.
 * Nothing of this is part of a document or of its history.
 */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import {
  DEFAULT_SETTINGS,
  type ToolName,
  type ToolPreview,
  type ToolSettings,
} from '../tools/tool.ts'
import { LARGEST_BRUSH, SMALLEST_BRUSH } from './tool-limits.ts'
import { usualBrush } from './tool-values.ts'

/** What the window is for at the moment: the picture, or one of the places that lie over it. */
export type PlaceName = 'picture' | 'training' | 'models'

export type DialogName = 'export' | 'batch' | 'settings' | 'shortcuts' | 'resize'

/** What an action asks of the canvas; the canvas answers and forgets it. */
export type ViewRequest =
  | { readonly kind: 'fit' }
  | { readonly kind: 'to' | 'by'; readonly factor: number }
  | { readonly kind: 'press'; readonly key: 'Enter' | 'Escape' }

export const useView = defineStore('view', () => {
  const tool = ref<ToolName>('brush')
  const settings = shallowRef(DEFAULT_SETTINGS)
  const zoom = ref(1)
  const pointer = shallowRef<{ readonly x: number; readonly y: number } | null>(null)
  const split = ref(false)
  const holding = ref(false)
  const compare = computed(() => (holding.value ? 'before' : split.value ? 'split' : 'off'))
  const dialog = ref<DialogName | null>(null)
  const place = ref<PlaceName>('picture')
  const request = shallowRef<ViewRequest | null>(null)
  /** What the tool in hand has begun and not ended. */
  const begun = shallowRef<ToolPreview>({ kind: 'none' })
  const residual = ref(false)
  /** The document that the user wants to close; the page asks first where it has unsaved changes. */
  const closing = ref<string | null>(null)

  function changeTool(changes: Partial<ToolSettings>): void {
    settings.value = { ...settings.value, ...changes }
  }

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

  /** Makes the brush larger or smaller by about a fifth, at least by one pixel. */
  function resizeBrush(direction: 1 | -1): void {
    const size = Math.round(settings.value.size)
    const step = Math.max(1, Math.round(size / 5))
    changeTool({ size: Math.min(LARGEST_BRUSH, Math.max(SMALLEST_BRUSH, size + direction * step)) })
  }

  let usual = DEFAULT_SETTINGS.size
  /** Takes the brush that fits a picture, unless the user has chosen one. */
  function adaptBrush(picture: { readonly width: number; readonly height: number }): void {
    if (settings.value.size !== usual) return
    usual = usualBrush(picture)
    changeTool({ size: usual })
  }

  function hardenBrush(direction: 1 | -1): void {
    const hardness = Math.round(settings.value.hardness * 10 + direction) / 10
    changeTool({ hardness: Math.min(1, Math.max(0, hardness)) })
  }

  return {
    tool,
    settings,
    zoom,
    pointer,
    split,
    holding,
    compare,
    dialog,
    place,
    request,
    begun,
    begin,
    press,
    residual,
    closing,
    requestClose,
    changeTool,
    resizeBrush,
    adaptBrush,
    hardenBrush,
  }
})
