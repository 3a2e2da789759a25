/**
 * Draws curves of runs as an SVG: one line a run over its updates, on a logarithmic scale. A pure function from numbers to text.
 */
export interface Curve {
  readonly label: string
  readonly points: readonly { readonly x: number; readonly y: number }[]
}

export interface ChartWords {
  readonly title: string
  /** What the axes say. */
  readonly x: string
}

const WIDTH = 720
const HEIGHT = 400
const MARGIN = { left: 56, right: 96, top: 40, bottom: 48 }
const COLOURS = ['#2463a4', '#c2571a', '#2e8b57', '#8b3fa0', '#b8860b', '#555555'] as const
const FONT = 'font-family="sans-serif" font-size="12"'
/** Pixels that labels at the ends of lines keep from each other. */
const LABEL_GAP = 14

interface Scale {
  readonly x: (value: number) => number
  readonly y: (value: number) => number
  readonly lastX: number
  readonly ticks: readonly number[]
}

/** An SVG picture of the curves; every y must be above 0. */
export function lineChart(curves: readonly Curve[], words: ChartWords): string {
  const scale = fitScale(curves.flatMap(({ points }) => points))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" ${FONT}>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text([MARGIN.left, 22], words.title),
    axes(scale, words),
    ...curves.map((curve, i) => line(curve, scale, colourOf(i))),
    labels(curves, scale),
    '</svg>\n',
  ].join('\n')
}

const colourOf = (index: number) => COLOURS[index % COLOURS.length] ?? '#000'

function fitScale(points: Curve['points']): Scale {
  const ys = points.map(({ y }) => y)
  const [low, high] = [Math.log10(Math.min(...ys)), Math.log10(Math.max(...ys))]
  const lastX = Math.max(...points.map(({ x }) => x))
  const span = Math.max(high - low, 0.1)
  const plot = {
    width: WIDTH - MARGIN.left - MARGIN.right,
    height: HEIGHT - MARGIN.top - MARGIN.bottom,
  }
  const decades = Array.from({ length: 8 }, (_, i) => Math.floor(low) + i)
  const ticks = decades.flatMap((decade) => [1, 2, 5].map((step) => step * 10 ** decade))
  return {
    lastX,
    ticks: ticks.filter((tick) => tick >= 10 ** low * 0.999 && tick <= 10 ** high * 1.001),
    x: (value) => MARGIN.left + (plot.width * value) / lastX,
    y: (value) => MARGIN.top + plot.height * (1 - (Math.log10(value) - low) / span),
  }
}

function axes(scale: Scale, words: ChartWords): string {
  const [right, bottom] = [WIDTH - MARGIN.right, HEIGHT - MARGIN.bottom]
  const rows = scale.ticks.map((tick) => {
    const y = scale.y(tick).toFixed(1)
    const rule = `<line x1="${MARGIN.left}" y1="${y}" x2="${right}" y2="${y}" stroke="#ddd"/>`
    return (
      rule + text([MARGIN.left - 8, scale.y(tick) + 4], String(Number(tick.toPrecision(2))), 'end')
    )
  })
  const columns = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const value = share * scale.lastX
    return text([scale.x(value), bottom + 18], String(Math.round(value)), 'middle')
  })
  return [...rows, ...columns, text([right, HEIGHT - 10], words.x, 'end')].join('\n')
}

function line({ points }: Curve, scale: Scale, colour: string): string {
  const places = points.map(({ x, y }) => `${scale.x(x).toFixed(1)},${scale.y(y).toFixed(1)}`)
  return `<polyline fill="none" stroke="${colour}" stroke-width="1.5" points="${places.join(' ')}"/>`
}

/** The name of each curve where it ends, moved down where another one is too near. */
function labels(curves: readonly Curve[], scale: Scale): string {
  const ends = curves.map(({ label, points }, i) => {
    const { x = 0, y = 1 } = points[points.length - 1] ?? {}
    return { label, x: scale.x(x) + 6, y: scale.y(y) + 4, colour: colourOf(i) }
  })
  let lowest = -Infinity
  return ends
    .sort((a, b) => a.y - b.y)
    .map(({ label, x, y, colour }) => {
      lowest = Math.max(y, lowest + LABEL_GAP)
      return text([x, lowest], label, 'start', colour)
    })
    .join('\n')
}

function text(
  [x, y]: readonly [number, number],
  words: string,
  anchor: 'start' | 'middle' | 'end' = 'start',
  colour = '#333',
): string {
  const safe = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  const place = `x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}"`
  return `<text ${place} fill="${colour}">${safe}</text>`
}
