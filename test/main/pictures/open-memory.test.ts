/** Opening a large photograph needs little more memory than its samples. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../images/pictures.ts'

test('a JPEG of 12 megapixels is opened within three times its samples', async () => {
  const [width, height] = [4000, 3000]
  const path = join(temporaryFolder(), 'large.jpg')
  const noise = { type: 'gaussian', mean: 128, sigma: 20 } as const
  await sharp({ create: { width, height, channels: 3, background: '#000', noise } }).toFile(path)
  const program = `
    import { openPictureStore } from './src-main/pictures/open-picture-store.ts'
    const store = await openPictureStore({ folder: ${JSON.stringify(temporaryFolder())} })
    await store.open('assets/photographs/butterfly.jpg')
    const before = process.resourceUsage().maxRSS
    const { width, height, channels } = await store.open(${JSON.stringify(path)})
    const kilobytes = process.resourceUsage().maxRSS - before
    console.log(JSON.stringify([width * height * channels, 1024 * kilobytes]))`
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', program])
  const [samples = 0, needed = 0] = JSON.parse(said.toString()) as number[]
  expect(samples).toBe(3 * width * height)
  expect(needed).toBeGreaterThan(0.9 * samples)
  expect(needed).toBeLessThan(3 * samples)
})
