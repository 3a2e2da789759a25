/**
 * The only thing the contract rides on: two ends that pass messages to each other, whatever lies between them.
 * Knows nothing of what the messages mean.
 */

/** A value that structured cloning carries; bytes travel as Uint8Array or Uint16Array. */
export type Message = unknown

/** Takes back a registration. */
export type Dispose = () => void

export interface Port {
  /** Hands over a message; messages arrive in the order in which they were sent. Does nothing once closed. */
  readonly send: (message: Message) => void
  readonly onMessage: (listener: (message: Message) => void) => Dispose
  /** Called once, when the other end closes or is gone. */
  readonly onClose: (listener: () => void) => Dispose
  readonly close: () => void
}
