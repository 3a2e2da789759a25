/** The demonstration that `npm start` runs: every tool, once, on the photograph that comes along. */
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { TINY_MODEL, call, openDesk } from '../../support/command-line.ts'

test('the demonstration shows every tool before and after, and says where', async () => {
  const desk = await openDesk()
  try {
    const args = ['demo', '--out', desk.path('shown'), '--size', '64', '--model', TINY_MODEL]
    const { exitCode, stdout, stderr } = await call(args)
    expect([exitCode, stderr]).toEqual([0, ''])
    const tools = ['inpaint', 'colorize', 'upscale', 'denoise', 'stroke', 'restore', 'blend']
    expect(await desk.files()).toEqual(
      [
        'shown',
        'shown/generate.png',
        'shown/sheet.png',
        ...tools.flatMap((tool) => [`shown/${tool}-input.png`, `shown/${tool}.png`]),
      ].sort(),
    )
    for (const tool of [...tools, 'generate', 'all']) {
      expect(stdout).toMatch(new RegExp(`^${tool} +.*\\.png: `, 'm'))
    }
    const { width: small = 0 } = await sharp(desk.path('shown/upscale-input.png')).metadata()
    const { width: large = 0 } = await sharp(desk.path('shown/upscale.png')).metadata()
    expect(large).toBe(2 * small)
  } finally {
    await desk.remove()
  }
})
