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
import { syntheticTiles } from './synthetic-tiles.ts'

export interface Frame {
  /** When the frame began, in milliseconds. */
  readonly begin: number
  /** Milliseconds from then until the page was free again. */
  readonly work: number
}

export interface Bench {
  readonly start: () => void
  readonly stop: () => readonly Frame[]
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

let frames: Frame[] = []
let recording = false

function nextFrame(begin: number): void {
  if (!recording) return
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => frames.push({ begin, work: performance.now() - begin })
  port2.postMessage(null)
  requestAnimationFrame(nextFrame)
}

const bench: Bench = {
  start: () => {
    frames = []
    recording = true
    requestAnimationFrame(nextFrame)
  },
  stop: () => {
    recording = false
    return frames
  },
  use: (tool, settings) =>
    Object.assign(state, { tool, settings: { ...state.settings, ...settings } }),
  compare: (how) => (state.compare = how),
  zoom: () => state.zoom,
  zoomTo: (zoom) => handle.canvas?.zoomTo(zoom),
  fit: () => handle.canvas?.fit(),
}

Object.assign(window, { bench })
