/**
 * One who speaks, any number who listen.
 */
import type { Dispose } from '../../src-shared/contract/port.ts'

export interface Broadcast<Value> {
  readonly send: (value: Value) => void
  readonly listen: (listener: (value: Value) => void) => Dispose
}

export function createBroadcast<Value>(): Broadcast<Value> {
  const listeners = new Set<(value: Value) => void>()
  return {
    send: (value) => listeners.forEach((listener) => listener(value)),
    listen: (listener) => {
      const own = (value: Value) => listener(value)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
  }
}
