/**
 * Passes on only the last of the values that arrive between two frames. Holds nothing longer than that.
 */
export interface PerFrame<Value> {
  readonly put: (value: Value) => void
  /** Drops what has not been passed on. */
  readonly close: () => void
}

/** `act` is called before the next frame is drawn. */
export function perFrame<Value>(act: (value: Value) => void): PerFrame<Value> {
  let waiting: { readonly value: Value } | null = null
  let frame = 0
  const pass = () => {
    const last = waiting
    waiting = null
    if (last !== null) act(last.value)
  }
  return {
    put: (value) => {
      if (waiting === null) frame = requestAnimationFrame(pass)
      waiting = { value }
    },
    close: () => {
      waiting = null
      cancelAnimationFrame(frame)
    },
  }
}
