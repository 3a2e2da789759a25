#!/usr/bin/env node
/**
 * Fetches the pictures of Fashion-MNIST (Zalando SE, MIT) out of Debian's package dataset-fashion-mnist into data/, with
 * apt-get and dpkg. `bench training --part recipes` trains on them; nothing of them is part of this repository.
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PACKAGE = 'dataset-fashion-mnist'
const INSIDE = 'usr/share/datasets/fashion-mnist'
const TARGET = join(import.meta.dirname, '..', 'data', 'fashion-mnist')

const folder = mkdtempSync(join(tmpdir(), 'fashion-mnist-'))
try {
  execFileSync('apt-get', ['download', PACKAGE], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [deb] = readdirSync(folder)
  execFileSync('dpkg', ['-x', join(folder, deb), folder])
  mkdirSync(TARGET, { recursive: true })
  for (const name of readdirSync(join(folder, INSIDE)))
    copyFileSync(join(folder, INSIDE, name), join(TARGET, name))
  console.log(`${PACKAGE} is in ${TARGET}`)
} finally {
  rmSync(folder, { recursive: true })
}
