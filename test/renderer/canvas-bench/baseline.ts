/**
 * The least that a page can draw: a canvas as large as the view, cleared at every frame and given one rectangle.
 * What this takes, the browser and the machine take.
 */
import { createFrameRecorder } from './frame-recorder.ts'

const canvas = document.createElement('canvas')
canvas.width = innerWidth
canvas.height = innerHeight
canvas.style.display = 'block'
document.querySelector('#page')?.append(canvas)
const target = canvas.getContext('2d', { alpha: false })

function draw(time: number): void {
  target?.clearRect(0, 0, canvas.width, canvas.height)
  if (target !== null) target.fillStyle = '#f0a63a'
  target?.fillRect(100 + 50 * Math.sin(time / 300), 100, 400, 300)
  requestAnimationFrame(draw)
}

requestAnimationFrame(draw)
Object.assign(window, { bench: createFrameRecorder() })
