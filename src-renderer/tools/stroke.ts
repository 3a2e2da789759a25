/**
 * The state machine of everything that is drawn with a brush; what a stroke does to the document is handed in.
 * Knows no masks and no paint.
 */
import type { MaskPatch } from '../../src-shared/contract/pictures-api.ts'
import type { EditorDocument } from '../document/document.ts'
import type { Label } from '../document/history.ts'
import { strokeSegment } from '../kernels/brush.ts'
import type { Dab } from '../kernels/brush.ts'
import { combineMasks, emptyMask, readMask } from '../kernels/mask.ts'
import type { Mask } from '../kernels/mask.ts'
import type {
  KeyInput,
  PointerInput,
  ToolContext,
  ToolRules,
  ToolSettings,
  ToolStep,
} from './tool.ts'

interface Idle {
  readonly kind: 'idle'
  /** Where the last stroke ended. */
  readonly last: Dab | null
}

interface Drawing {
  readonly kind: 'drawing'
  readonly last: Dab
  readonly base: EditorDocument
  readonly draft: EditorDocument
  /** All that the stroke has covered so far, where that is asked for. */
  readonly covered: Mask
  readonly reversed: boolean
}

export type StrokeState = Idle | Drawing

/** Part of a stroke: what it covers from one point to the next. */
export interface StrokePart {
  /** The document as it was when the stroke began. */
  readonly base: EditorDocument
  readonly patch: MaskPatch
  readonly settings: ToolSettings
  /** Whether Ctrl was held when the stroke began. */
  readonly reversed: boolean
}

export interface StrokeOptions {
  /** Whether a part says what the whole stroke has covered there by now; costs more. */
  readonly whole: boolean
  readonly apply: (draft: EditorDocument, part: StrokePart) => EditorDocument
  readonly label: (reversed: boolean) => Label
}

/** The lightest touch of a pen still draws a tenth of the size. */
const LEAST_PRESSURE = 0.1

export function strokeRules(options: StrokeOptions): ToolRules<StrokeState> {
  return {
    start: { kind: 'idle', last: null },
    pointer: (state, input, context) =>
      state.kind === 'idle'
        ? begin(state, { input, context, options })
        : go(state, { input, context, options }),
    key,
  }
}

interface Event {
  readonly input: PointerInput
  readonly context: ToolContext
  readonly options: StrokeOptions
}

function begin(state: Idle, event: Event): ToolStep<StrokeState> {
  const { input, context } = event
  if (input.phase !== 'down' || input.button !== 0) return { state, effects: [] }
  const { document } = context
  const dab = dabAt(input, context.settings)
  const drawing: Drawing = {
    kind: 'drawing',
    last: input.shift && state.last !== null ? state.last : dab,
    base: document,
    draft: document,
    covered: emptyMask(document.mask.width, document.mask.height),
    reversed: input.ctrl,
  }
  return extend(drawing, dab, event)
}

function go(state: Drawing, event: Event): ToolStep<StrokeState> {
  const { input, context, options } = event
  switch (input.phase) {
    case 'move':
      return extend(state, dabAt(input, context.settings), event)
    case 'up':
      return {
        state: { kind: 'idle', last: state.last },
        effects: [{ kind: 'commit', document: state.draft, label: options.label(state.reversed) }],
      }
    case 'cancel':
      return { state: { kind: 'idle', last: null }, effects: [{ kind: 'drop' }] }
    default:
      return { state, effects: [] }
  }
}

function extend(state: Drawing, dab: Dab, { context, options }: Event): ToolStep<StrokeState> {
  const { settings } = context
  const part = strokeSegment(state.last, dab, { brush: settings, picture: state.covered })
  if (part === null) return { state: { ...state, last: dab }, effects: [] }
  const { region } = part
  const { base, reversed } = state
  const covered = options.whole ? combineMasks(state.covered, part, 'add') : state.covered
  const patch = options.whole ? { region, coverage: readMask(covered, region) } : part
  const draft = options.apply(state.draft, { base, patch, settings, reversed })
  return {
    state: { ...state, last: dab, draft, covered },
    effects: [{ kind: 'draft', document: draft, dirty: region }],
  }
}

function key(state: StrokeState, { key: pressed }: KeyInput): ToolStep<StrokeState> | null {
  if (pressed !== 'Escape' || state.kind !== 'drawing') return null
  return { state: { kind: 'idle', last: null }, effects: [{ kind: 'drop' }] }
}

function dabAt({ x, y, pressure }: PointerInput, { usePressure }: ToolSettings): Dab {
  return { x, y, pressure: usePressure ? Math.max(LEAST_PRESSURE, pressure) : 1 }
}
