#!/usr/bin/env node
/**
 * Lays cut-out photographs of things over photographs, so that a model meets fruit, animals and flowers in their colours.
 * Both come from fetch-photographs.mjs. Photographs that training holds back are left out. The same pictures every time.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import sharp from 'sharp'
import { splitPhotographs } from '../src-main/training/split.ts'

const HELP = `Usage: lay-stamps.mjs PHOTOGRAPHS STAMPS OUTPUT [--count N]
Writes N pictures (60 if not given) to OUTPUT: a photograph of the folder PHOTOGRAPHS, often out of focus, and six stamps of the folder STAMPS on it.`

const SIZE = { width: 1280, height: 960 }
const STAMPS_PER_PICTURE = 6
const LARGEST_STAMP = 420

/** Uniform numbers of [0, 1), by the linear congruence of Numerical Recipes. */
function numbersFrom(seed) {
  let state = seed
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32
}

/** The photographs of a folder that training does not hold back. */
function backgroundsIn(folder) {
  const paths = readdirSync(folder, { recursive: true }).filter((path) =>
    /\.(jpe?g|png|webp)$/.test(path),
  )
  const { training } = splitPhotographs(paths.map((path) => ({ path })))
  const used = new Set(training.map(({ path }) => path))
  return paths.filter((path) => used.has(path)).map((path) => join(folder, path))
}

/** The stamps in the order of the list, as fetch-photographs.mjs names them. */
function stampsIn(folder) {
  const list = JSON.parse(readFileSync(new URL('photographs.json', import.meta.url), 'utf8'))
  const paths = list['tuxpaint-stamps-default'].pictures.flatMap(({ files }) => files)
  return paths.map((path) => join(folder, path.replaceAll('/', '-')))
}

/** A stamp at a drawn size, and where it lies: each has a sixth of the picture to itself. */
async function placeStamp(file, cell, draw) {
  const { width, height } = await sharp(file).metadata()
  const asItIs = Math.max(width, height) * (0.7 + 0.6 * draw())
  const side = Math.round(Math.min(LARGEST_STAMP, asItIs, 200 + 300 * draw()))
  let stamp = sharp(file).ensureAlpha().resize(side, side, { fit: 'inside' })
  if (draw() < 0.5) stamp = stamp.flop()
  const { data, info } = await stamp.png().toBuffer({ resolveWithObject: true })
  const room = { x: SIZE.width / 3, y: SIZE.height / 2 }
  const left = (cell % 3) * room.x + draw() * Math.max(1, room.x - info.width)
  const top = Math.floor(cell / 3) * room.y + draw() * Math.max(1, room.y - info.height)
  return { input: data, left: Math.floor(left), top: Math.floor(top) }
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { count: { type: 'string', default: '60' }, help: { type: 'boolean', short: 'h' } },
  })
  if (values.help || positionals.length !== 3) {
    console.log(HELP)
    process.exit(values.help ? 0 : 1)
  }
  const [photographs, stampFolder, output] = positionals
  const backgrounds = backgroundsIn(photographs)
  const stamps = stampsIn(stampFolder)
  if (backgrounds.length === 0 || !existsSync(stamps[0]))
    throw new Error('Fetch the photographs and the stamps first: fetch-photographs.mjs')
  const draw = numbersFrom(12345)
  const shuffled = [...stamps, ...stamps, ...stamps]
    .map((file) => ({ file, key: draw() }))
    .sort((a, b) => a.key - b.key)
  mkdirSync(output, { recursive: true })
  for (let n = 0; n < Number(values.count); n++) {
    const background = sharp(backgrounds[Math.floor(draw() * backgrounds.length)])
    let picture = background.resize(SIZE.width, SIZE.height, { fit: 'cover' })
    if (draw() < 0.6) picture = sharp(await picture.toBuffer()).blur(1 + 8 * draw())
    const layers = []
    for (let cell = 0; cell < STAMPS_PER_PICTURE; cell++) {
      const { file } = shuffled[(n * STAMPS_PER_PICTURE + cell) % shuffled.length]
      layers.push(await placeStamp(file, cell, draw))
    }
    await sharp(await picture.toBuffer())
      .composite(layers)
      .removeAlpha()
      .jpeg({ quality: 93, chromaSubsampling: '4:4:4' })
      .toFile(join(output, `${String(n).padStart(3, '0')}.jpg`))
  }
}

await main()
