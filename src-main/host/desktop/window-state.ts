/**
 * Where the window was when it was closed, and where it therefore opens. Plain values; reads no file and no screen.
 */

export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface WindowState {
  readonly bounds: Rectangle
  readonly maximized: boolean
}

export interface WindowPlan {
  readonly width: number
  readonly height: number
  /** Absent where the system is to choose the place. */
  readonly place: { readonly x: number; readonly y: number } | null
  readonly maximized: boolean
}

export const SMALLEST = { width: 960, height: 640 } as const
const USUAL = { width: 1280, height: 800 } as const
/** So much of the window, in both directions, has to lie on a screen for it to be taken hold of. */
const WITHIN_REACH = 80

/** The state that a file holds; null where it holds none that makes sense. */
export function parseWindowState(text: string): WindowState | null {
  try {
    const value: unknown = JSON.parse(text)
    if (!isRecord(value) || !isRecord(value['bounds'])) return null
    const { x, y, width, height } = value['bounds']
    if (!isPixels(x) || !isPixels(y) || !isPixels(width) || !isPixels(height)) return null
    return { bounds: { x, y, width, height }, maximized: value['maximized'] === true }
  } catch {
    return null
  }
}

/** Opens the window as it was closed, if it can still be reached on one of the screens. */
export function planWindow(state: WindowState | null, screens: readonly Rectangle[]): WindowPlan {
  if (!state) return { ...USUAL, place: null, maximized: false }
  const { x, y } = state.bounds
  const screen = screens.find((area) => isWithinReach(state.bounds, area))
  const width = Math.max(SMALLEST.width, Math.min(state.bounds.width, screen?.width ?? USUAL.width))
  const height = Math.max(
    SMALLEST.height,
    Math.min(state.bounds.height, screen?.height ?? USUAL.height),
  )
  return { width, height, place: screen ? { x, y } : null, maximized: state.maximized }
}

/** True if the window's title bar can be grasped on this screen. */
function isWithinReach(window: Rectangle, screen: Rectangle): boolean {
  const across =
    Math.min(window.x + window.width, screen.x + screen.width) - Math.max(window.x, screen.x)
  const below = screen.y + screen.height - window.y
  return across >= WITHIN_REACH && below >= WITHIN_REACH && window.y >= screen.y
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function isPixels(value: unknown): value is number {
  return Number.isInteger(value)
}
