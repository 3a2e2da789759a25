/**
 * Records how long frames take. Each frame leaves a mark when the page is free again, by which a trace tells how much
 * of the processor the page's thread has had since the last one.
 */
export interface Frame {
  /** When the frame began, in milliseconds. */
  readonly begin: number
  /** Milliseconds from then until the page was free again. */
  readonly work: number
}

/** Name of the marks. */
export const FRAME_MARK = 'frame done'

export interface FrameRecorder {
  readonly start: () => void
  readonly stop: () => readonly Frame[]
}

export function createFrameRecorder(): FrameRecorder {
  let frames: Frame[] = []
  let recording = false
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = ({ data: begin }: MessageEvent<number>) => {
    frames.push({ begin, work: performance.now() - begin })
    performance.mark(FRAME_MARK)
  }
  const next = (begin: number) => {
    if (!recording) return
    port2.postMessage(begin)
    requestAnimationFrame(next)
  }
  return {
    start: () => {
      frames = []
      recording = true
      requestAnimationFrame(next)
    },
    stop: () => {
      recording = false
      return frames
    },
  }
}
