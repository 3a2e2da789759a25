/**
 * What a tool is: a small state machine that answers pointer and keys with a plan of what should happen.
 * Tools know no events of the page, no screen and no engine; the canvas carries their plans out.
 */
import type { SelectRequest } from '../../src-shared/contract/pictures-api.ts'
import type { Region } from '../../src-shared/tensor/pixels.ts'
import type { EditorDocument } from '../document/document.ts'
import type { Label } from '../document/history.ts'
import type { Combination } from '../kernels/mask.ts'
import type { Colour } from '../kernels/paint-layer.ts'
import type { Point } from '../kernels/region.ts'

export const TOOL_NAMES = [
  'brush',
  'eraser',
  'rectangle',
  'ellipse',
  'lasso',
  'polygon',
  'wand',
  'same-colour',
  'colour-brush',
  'picker',
  'crop',
  'hand',
] as const

export type ToolName = (typeof TOOL_NAMES)[number]

export interface ToolSettings {
  /** Diameter of the brush in pixels of the picture. */
  readonly size: number
  /** Share of the brush that covers wholly, 0 to 1. */
  readonly hardness: number
  /** Largest difference of any channel that the wand accepts, 0 to 255. */
  readonly tolerance: number
  /** Whether the wand selects only what is connected. */
  readonly contiguous: boolean
  readonly colour: Colour
  /** Whether the pen's pressure changes the size of the brush. */
  readonly usePressure: boolean
}

export const DEFAULT_SETTINGS: ToolSettings = {
  size: 48,
  hardness: 0.8,
  tolerance: 24,
  contiguous: true,
  colour: [240, 166, 58],
  usePressure: true,
}

export interface Modifiers {
  readonly shift: boolean
  readonly ctrl: boolean
  readonly alt: boolean
}

/** What a pointer did, in pixels of the picture. */
export interface PointerInput extends Point, Modifiers {
  readonly phase: 'down' | 'move' | 'up' | 'cancel' | 'double'
  /** 0 to 1; 1 for a mouse. */
  readonly pressure: number
  /** 0 is the main one; for moves, the button that is held, -1 for none. */
  readonly button: number
}

/** A key that was pressed, named as KeyboardEvent.key names it. */
export interface KeyInput extends Modifiers {
  readonly key: string
}

/** What a tool may look at. */
export interface ToolContext {
  readonly document: EditorDocument
  readonly settings: ToolSettings
  /** Pixels of the screen for one of the picture, for distances that are felt by hand. */
  readonly zoom: number
}

/** What a tool wants to happen. */
export type ToolEffect =
  /** Shows a document that is not yet done; `dirty` is what differs from the one shown before. */
  | { readonly kind: 'draft'; readonly document: EditorDocument; readonly dirty: Region | null }
  /** The gesture is done. */
  | { readonly kind: 'commit'; readonly document: EditorDocument; readonly label: Label }
  /** The gesture came to nothing. */
  | { readonly kind: 'drop' }
  /** Asks the engine for a selection and combines it with the mask. */
  | {
      readonly kind: 'select'
      readonly request: SelectRequest
      readonly how: Combination
      readonly label: Label
    }
  | { readonly kind: 'pick'; readonly at: Point }
  | { readonly kind: 'crop'; readonly region: Region }
  /** Moves the picture under the view by pixels of the picture. */
  | { readonly kind: 'pan'; readonly by: Point }

/** What is drawn over the picture while a gesture goes, in pixels of the picture. */
export type ToolPreview =
  | { readonly kind: 'none' }
  | { readonly kind: 'path'; readonly points: readonly Point[]; readonly closed: boolean }
  | { readonly kind: 'rectangle' | 'ellipse' | 'crop'; readonly region: Region }

/** A state and what it brings about. */
export interface ToolStep<State> {
  readonly state: State
  readonly effects: readonly ToolEffect[]
}

/** The rules of a tool; pure. */
export interface ToolRules<State> {
  readonly start: State
  readonly pointer: (state: State, input: PointerInput, context: ToolContext) => ToolStep<State>
  readonly key?: (state: State, input: KeyInput, context: ToolContext) => ToolStep<State> | null
  readonly preview?: (state: State) => ToolPreview
}

/** A tool in use. */
export interface Tool {
  readonly pointer: (input: PointerInput, context: ToolContext) => readonly ToolEffect[]
  /** Null for a key that means nothing to the tool. */
  readonly key: (input: KeyInput, context: ToolContext) => readonly ToolEffect[] | null
  readonly preview: () => ToolPreview
}

/** Puts rules to use. */
export function useRules<State>(rules: ToolRules<State>): Tool {
  let state = rules.start
  const take = (step: ToolStep<State>) => {
    state = step.state
    return step.effects
  }
  return {
    pointer: (input, context) => take(rules.pointer(state, input, context)),
    key: (input, context) => {
      const step = rules.key?.(state, input, context) ?? null
      return step && take(step)
    },
    preview: () => rules.preview?.(state) ?? { kind: 'none' },
  }
}
