/**
 * The canvas with a picture of 24 megapixels, and a record of how long its frames take.
 * Driven from outside by a real mouse; shows nothing else.
 */
import { createApp, h, reactive, shallowReactive } from 'vue'
import CanvasView from '../../../src-renderer/canvas/CanvasView.vue'
import { openDocument } from '../../../src-renderer/document/document.ts'
import type { EditorDocument } from '../../../src-renderer/document/document.ts'
import { DEFAULT_SETTINGS } from '../../../src-renderer/tools/tool.ts'
import type { ToolName, ToolSettings } from '../../../src-renderer/tools/tool.ts'
import type { PictureInfo } from '../../../src-shared/contract/pictures-api.ts'
import { createFrameRecorder } from './frame-recorder.ts'
import type { FrameRecorder } from './frame-recorder.ts'
import { syntheticTiles } from './synthetic-tiles.ts'

export interface Bench extends FrameRecorder {
  readonly use: (tool: ToolName, settings: Partial<ToolSettings>) => void
  readonly compare: (how: 'off' | 'split' | 'before') => void
  readonly zoom: () => number
  readonly zoomTo: (zoom: number) => void
  readonly fit: () => void
}

const picture: PictureInfo = {
  id: 'synthetic',
  name: 'synthetic.png',
  width: 6000,
  height: 4000,
  channels: 3,
  depth: 8,
  hash: '',
  format: 'png',
  profile: 'sRGB',
}

interface State {
  document: EditorDocument
  tool: ToolName
  settings: ToolSettings
  compare: 'off' | 'split' | 'before'
  zoom: number
}

const state = shallowReactive<State>({
  document: openDocument('bench', picture),
  tool: 'brush',
  settings: DEFAULT_SETTINGS,
  compare: 'off',
  zoom: 0,
})
const tiles = syntheticTiles(picture)
const handle = reactive<{ canvas: Pick<Bench, 'fit' | 'zoomTo'> | null }>({ canvas: null })

createApp({
  render: () =>
    h(CanvasView, {
      ref: (canvas: unknown) => (handle.canvas = canvas as Bench | null),
      document: state.document,
      tiles,
      select: () => Promise.reject(new Error('nothing is selected here')),
      tool: state.tool,
      settings: state.settings,
      before: picture,
      compare: state.compare,
      estimate: null,
      onChange: (document: EditorDocument) => (state.document = document),
      'onUpdate:settings': (settings: ToolSettings) => (state.settings = settings),
      onView: ({ zoom }: { zoom: number }) => (state.zoom = zoom),
    }),
}).mount('#page')

const bench: Bench = {
  ...createFrameRecorder(),
  use: (tool, settings) =>
    Object.assign(state, { tool, settings: { ...state.settings, ...settings } }),
  compare: (how) => (state.compare = how),
  zoom: () => state.zoom,
  zoomTo: (zoom) => handle.canvas?.zoomTo(zoom),
  fit: () => handle.canvas?.fit(),
}

Object.assign(window, { bench })
