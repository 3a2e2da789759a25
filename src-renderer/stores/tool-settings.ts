/** What the tools in hand are set to, and how keys and pictures change it. A part of the view. */
import { shallowRef } from 'vue'
import { DEFAULT_SETTINGS, type ToolSettings } from '../tools/tool.ts'
import { LARGEST_BRUSH, SMALLEST_BRUSH } from './tool-limits.ts'
import { usualBrush } from './tool-values.ts'

export function useToolSettings() {
  const settings = shallowRef(DEFAULT_SETTINGS)
  let usual = DEFAULT_SETTINGS.size

  function changeTool(changes: Partial<ToolSettings>): void {
    settings.value = { ...settings.value, ...changes }
  }

  /** Makes the brush larger or smaller by about a fifth, at least by one pixel. */
  function resizeBrush(direction: 1 | -1): void {
    const size = Math.round(settings.value.size)
    const step = Math.max(1, Math.round(size / 5))
    changeTool({ size: Math.min(LARGEST_BRUSH, Math.max(SMALLEST_BRUSH, size + direction * step)) })
  }

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

  return { settings, changeTool, resizeBrush, adaptBrush, hardenBrush }
}
