/**
 * Draws the history of a run as an SVG: training loss as a line, validation loss as dots.
 * A pure function from the log to text; the scale is logarithmic.
 */
import type { LogLine, LossLine, ValidationLine } from './run-log.ts'

const WIDTH = 720
const HEIGHT = 360
const MARGIN = { left: 64, right: 16, top: 40, bottom: 44 }
const PLOT = {
  width: WIDTH - MARGIN.left - MARGIN.right,
  height: HEIGHT - MARGIN.top - MARGIN.bottom,
}
const FONT = 'font-family="sans-serif" font-size="12"'
/** Points of the loss line at most; more are averaged in groups. */
const MOST_POINTS = 240

interface Scale {
  x(step: number): number
  y(loss: number): number
  readonly lastStep: number
  readonly decades: readonly number[]
}

/** An SVG picture of the log; an empty log gives a frame that says so. */
export function drawCurve(log: readonly LogLine[], title: string): string {
  const losses = thin(log.filter((line) => 'loss' in line))
  const validations = log.filter((line) => 'validation' in line)
  const scale = fitScale(losses, validations)
  const parts = scale
    ? [axes(scale), stages(validations, scale), lossLine(losses, scale), dots(validations, scale)]
    : [label({ x: WIDTH / 2, y: HEIGHT / 2, anchor: 'middle' }, 'no updates yet')]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" ${FONT}>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    label({ x: MARGIN.left, y: 22, anchor: 'start' }, title),
    ...parts,
    '</svg>\n',
  ].join('\n')
}

/** Means of groups of lines, so that a long run stays a small picture. */
function thin(lines: readonly LossLine[]): LossLine[] {
  const group = Math.ceil(lines.length / MOST_POINTS)
  const count = group === 0 ? 0 : Math.ceil(lines.length / group)
  return Array.from({ length: count }, (_, index) => {
    const part = lines.slice(index * group, (index + 1) * group)
    const mean = (value: (line: LossLine) => number) =>
      part.reduce((sum, line) => sum + value(line), 0) / part.length
    return {
      step: mean(({ step }) => step),
      loss: mean(({ loss }) => loss),
      gradientNorm: mean(({ gradientNorm }) => gradientNorm),
    }
  })
}

function fitScale(
  losses: readonly LossLine[],
  validations: readonly ValidationLine[],
): Scale | null {
  const values = [...losses.map(({ loss }) => loss), ...validations.map((v) => v.validation)]
  const positive = values.filter((value) => value > 0)
  if (positive.length === 0) return null
  const low = Math.floor(Math.log10(Math.min(...positive)))
  const high = Math.max(Math.ceil(Math.log10(Math.max(...positive))), low + 1)
  const lastStep = Math.max(1, ...[...losses, ...validations].map(({ step }) => step))
  return {
    lastStep,
    decades: Array.from({ length: high - low + 1 }, (_, i) => low + i),
    x: (step) => MARGIN.left + (PLOT.width * step) / lastStep,
    y: (loss) => {
      const share = (Math.log10(Math.max(loss, 10 ** low)) - low) / (high - low)
      return MARGIN.top + PLOT.height * (1 - share)
    },
  }
}

function axes(scale: Scale): string {
  const [left, right, bottom] = [MARGIN.left, WIDTH - MARGIN.right, HEIGHT - MARGIN.bottom]
  const rows = scale.decades.map((decade) => {
    const y = scale.y(10 ** decade)
    return (
      line([left, y, right, y], '#ddd') +
      label({ x: left - 8, y: y + 4, anchor: 'end' }, `1e${decade}`)
    )
  })
  const columns = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const step = Math.round(share * scale.lastStep)
    return label({ x: scale.x(step), y: bottom + 18, anchor: 'middle' }, String(step))
  })
  const legend = 'updates; line: training loss, dots: validation loss'
  return [...rows, ...columns, label({ x: right, y: HEIGHT - 8, anchor: 'end' }, legend)].join('\n')
}

/** A line where the curriculum changes, because losses of two stages cannot be compared. */
function stages(validations: readonly ValidationLine[], scale: Scale): string {
  const changes = validations.filter(({ stage }, i) => i > 0 && stage !== validations[i - 1]?.stage)
  return changes
    .map(({ step, stage }) => {
      const x = scale.x(step)
      const mark = line([x, MARGIN.top, x, HEIGHT - MARGIN.bottom], '#bbb')
      return mark + label({ x: x + 3, y: MARGIN.top + 10, anchor: 'start' }, stage)
    })
    .join('\n')
}

function lossLine(losses: readonly LossLine[], scale: Scale): string {
  const points = losses.map(({ step, loss }) => point(scale.x(step), scale.y(loss)))
  return `<polyline fill="none" stroke="#2463a4" stroke-width="1.5" points="${points.join(' ')}"/>`
}

function dots(validations: readonly ValidationLine[], scale: Scale): string {
  return validations
    .map(({ step, validation }) => {
      const [x, y] = [scale.x(step).toFixed(1), scale.y(validation).toFixed(1)]
      return `<circle cx="${x}" cy="${y}" r="2.5" fill="#c2571a"/>`
    })
    .join('\n')
}

const point = (x: number, y: number) => `${x.toFixed(1)},${y.toFixed(1)}`

function line([x1, y1, x2, y2]: readonly [number, number, number, number], colour: string): string {
  const ends = [x1, y1, x2, y2].map((value) => value.toFixed(1))
  return `<line x1="${ends[0]}" y1="${ends[1]}" x2="${ends[2]}" y2="${ends[3]}" stroke="${colour}"/>`
}

function label(
  at: { x: number; y: number; anchor: 'start' | 'middle' | 'end' },
  text: string,
): string {
  const safe = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  const place = `x="${at.x.toFixed(1)}" y="${at.y.toFixed(1)}" text-anchor="${at.anchor}"`
  return `<text ${place} fill="#333">${safe}</text>`
}
