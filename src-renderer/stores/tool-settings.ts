/** What the tools in hand are set to, and how keys and pictures change it. A part of the view. */
import { shallowRef } from 'vue'
import { nextHardness, nextSize } from '../kernels/brush.ts'
import { DEFAULT_SETTINGS, type ToolSettings } from '../tools/tool.ts'
import { usualBrush } from './tool-values.ts'

export function useToolSettings() {
  const settings = shallowRef(DEFAULT_SETTINGS)
  let usual = DEFAULT_SETTINGS.size

  function changeTool(changes: Partial<ToolSettings>): void {
    settings.value = { ...settings.value, ...changes }
  }

  function resizeBrush(notches: 1 | -1): void {
    changeTool({ size: nextSize(settings.value.size, notches) })
  }

  /** Takes the brush that fits a picture, unless the user has chosen one. */
  function adaptBrush(picture: { readonly width: number; readonly height: number }): void {
    if (settings.value.size !== usual) return
    usual = usualBrush(picture)
    changeTool({ size: usual })
  }

  function hardenBrush(notches: 1 | -1): void {
    changeTool({ hardness: nextHardness(settings.value.hardness, notches) })
  }

  return { settings, changeTool, resizeBrush, adaptBrush, hardenBrush }
}
