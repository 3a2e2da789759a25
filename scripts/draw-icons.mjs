// Draws the icons of the program from assets/icons/selfsame.svg. electron-builder makes those of every system from them.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'assets', 'icons')
const SIDE = 1024

for (const side of [512, SIDE]) {
  const drawing = sharp(join(folder, 'selfsame.svg'), { density: (72 * side) / SIDE })
  await drawing
    .resize(side, side)
    .png({ compressionLevel: 9 })
    .toFile(join(folder, `${side}x${side}.png`))
}
