#!/usr/bin/env node
/**
 * Fetches the enlarging network of a peer, @upscalerjs/esrgan-medium (MIT), out of its npm package into data/.
 * `bench quality` compares with it where it is there. It is no dependency: it would bring a second runtime along.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PACKAGE = '@upscalerjs/esrgan-medium@1.0.0'
const TARGET = join(import.meta.dirname, '..', 'data', 'esrgan-medium')

const folder = mkdtempSync(join(tmpdir(), 'baselines-'))
try {
  const [{ filename }] = JSON.parse(
    execFileSync('npm', ['pack', PACKAGE, '--json', '--pack-destination', folder], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  )
  rmSync(TARGET, { recursive: true, force: true })
  mkdirSync(TARGET, { recursive: true })
  const archive = join(folder, filename)
  execFileSync('tar', ['-xzf', archive, '-C', TARGET, '--strip-components=1'], { stdio: 'inherit' })
  console.log(`${PACKAGE} is in ${TARGET}`)
} finally {
  rmSync(folder, { recursive: true })
}
