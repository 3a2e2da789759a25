import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { hasSsimulacra, ssimulacra } from '../../../../src-main/bench/quality/metrics/ssimulacra.ts'

const installed = await hasSsimulacra()
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ssimulacra-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function withProgram(script: string, body: () => Promise<void>) {
  const program = join(folder, 'ssimulacra_main')
  await writeFile(program, `#!/bin/sh\n${script}\n`)
  await chmod(program, 0o755)
  vi.stubEnv('PATH', folder)
  try {
    await body()
  } finally {
    vi.unstubAllEnvs()
    await rm(program)
  }
}

describe('SSIMULACRA', () => {
  test('is absent where the program is', async () => {
    vi.stubEnv('PATH', folder)
    expect(await hasSsimulacra()).toBe(false)
    vi.unstubAllEnvs()
  })

  test('asks the program with the original first', async () => {
    await withProgram('[ "$1" = original.png ] && echo 0.0625', async () => {
      expect(await hasSsimulacra()).toBe(true)
      expect(await ssimulacra('original.png', 'distorted.png')).toBe(0.0625)
    })
  })

  test('refuses an answer that is no number', async () => {
    await withProgram('echo nonsense', async () => {
      await expect(ssimulacra('a.png', 'b.png')).rejects.toThrow(/'nonsense'/)
    })
  })

  test.runIf(installed)('of the installed program grows with the damage', async () => {
    const original = sharp('assets/photographs/cat.png')
    const names = await Promise.all(
      [0, 1, 4].map(async (blur) => {
        const name = join(folder, `${blur}.png`)
        await (blur === 0 ? original.clone() : original.clone().blur(blur)).toFile(name)
        return name
      }),
    )
    const [sharpest = '', soft = '', softest = ''] = names
    expect(await ssimulacra(sharpest, sharpest)).toBeCloseTo(0, 6)
    expect(await ssimulacra(sharpest, softest)).toBeGreaterThan(await ssimulacra(sharpest, soft))
  })
})
