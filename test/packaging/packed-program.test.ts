import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { programFolders } from '../../src-main/host/desktop/program-folders.ts'
import { newGrantKey } from '../../src-main/host/file-grants.ts'
import { startForkedWorker } from '../../src-main/host/forked-worker.ts'
import type { EngineApi } from '../../src-shared/contract/app-api.ts'
import { connect } from '../../src-shared/contract/connect.ts'
import { makeStandInElectron, readFuses } from '../support/stand-in-electron.ts'

const work = mkdtempSync(join(tmpdir(), 'selfsame-packed-'))
const program = join(work, 'out', 'linux-unpacked')
const resources = join(program, 'resources')
const unpacked = join(resources, 'app.asar.unpacked', 'node_modules')
/** The archive as folders, for a Node that cannot read archives. */
const extracted = join(work, 'extracted')

const run = (script: string, ...args: string[]) =>
  execFileSync(process.execPath, [script, ...args], { stdio: 'pipe', encoding: 'utf8' })

beforeAll(() => {
  makeStandInElectron(join(work, 'electron'))
  // Other tests may be showing the page that was built before.
  run('node_modules/vite/bin/vite.js', 'build', '--emptyOutDir=false')
  run('scripts/build-main.mjs')
  run(
    'node_modules/electron-builder/cli.js',
    ...['--linux', 'dir', '--x64'],
    `-c.electronDist=${join(work, 'electron')}`,
    `-c.directories.output=${join(work, 'out')}`,
  )
  run('node_modules/@electron/asar/bin/asar.js', 'extract', join(resources, 'app.asar'), extracted)
}, 240_000)

afterAll(() => rmSync(work, { recursive: true, force: true }))

describe('the packed program', () => {
  test('has its bundles and its page where it looks for them', () => {
    const manifest = JSON.parse(readFileSync(join(extracted, 'package.json'), 'utf8')) as {
      readonly main: string
    }
    expect(existsSync(join(extracted, manifest.main))).toBe(true)
    const bundle = join(extracted, manifest.main, '..')
    const { page, preload, engineEntry, probeEntry, trainerEntry } = programFolders({
      bundle,
      resources,
    })
    const html = readFileSync(join(page, 'index.html'), 'utf8')
    for (const path of [preload, engineEntry, probeEntry, trainerEntry])
      expect(existsSync(path)).toBe(true)
    const scripts = [...html.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, name]) => name ?? '')
    expect(scripts.length).toBeGreaterThan(0)
    for (const name of scripts) expect(existsSync(join(page, name))).toBe(true)
  })

  test('has a preload that a sandbox can run: no module but electron', () => {
    const preload = readFileSync(join(extracted, 'dist', 'main', 'preload.cjs'), 'utf8')
    const modules = [...preload.matchAll(/\brequire\(["']([^"']+)/g)].map(([, name]) => name)
    expect(modules).toEqual(['electron'])
    expect(preload).not.toMatch(/^\s*(import|export)\b/m)
  })

  test('has models, samples and the network of features outside of the archive', () => {
    const { models, samples, features } = programFolders({ bundle: extracted, resources })
    expect(readdirSync(models)).toEqual(readdirSync('models'))
    expect(readdirSync(models)).toEqual(['selfsame-base'])
    expect(readdirSync(samples)).toEqual(readdirSync('assets/photographs'))
    expect(existsSync(features)).toBe(true)
  })

  test('has the libraries of its own system, with their neighbours, on the disk', () => {
    const runtime = join(unpacked, 'onnxruntime-node', 'bin', 'napi-v6')
    expect(readdirSync(join(runtime, 'linux', 'x64')).sort()).toEqual([
      'libonnxruntime.so.1',
      'onnxruntime_binding.node',
    ])
    const codec = readdirSync(join(unpacked, '@img')).sort()
    expect(codec).toEqual(['sharp-libvips-linux-x64', 'sharp-linux-x64'])
    const files = codec.flatMap((name) => readdirSync(join(unpacked, '@img', name, 'lib')))
    expect(files.some((name) => name.endsWith('.node'))).toBe(true)
    expect(files.some((name) => name.startsWith('libvips-cpp.so'))).toBe(true)
  })

  test('has those of no other system, and no package that is bundled', () => {
    const runtime = join(extracted, 'node_modules', 'onnxruntime-node', 'bin', 'napi-v6')
    expect(readdirSync(runtime)).toEqual(['linux'])
    expect(readdirSync(join(runtime, 'linux'))).toEqual(['x64'])
    expect(readdirSync(join(extracted, 'node_modules')).sort()).toEqual([
      '@img',
      'detect-libc',
      'onnxruntime-common',
      'onnxruntime-node',
      'semver',
      'sharp',
    ])
  })

  test('has every fuse as it was stated', () => {
    const [runAsNode, cookies, nodeOptions, inspect, integrity, onlyAsar, snapshot, fileScheme] =
      readFuses(readFileSync(join(program, 'selfsame')))
    expect({ runAsNode, nodeOptions, snapshot, fileScheme }).toEqual({
      runAsNode: false,
      nodeOptions: false,
      snapshot: false,
      fileScheme: false,
    })
    expect({ cookies, inspect, integrity, onlyAsar }).toEqual({
      cookies: true,
      inspect: false,
      integrity: true,
      onlyAsar: true,
    })
  })
})

test('the packed engine edits a photograph', async () => {
  const bundle = join(extracted, 'dist', 'main')
  const { engineEntry, models, samples } = programFolders({ bundle, resources })
  const worker = startForkedWorker(engineEntry, {
    args: [join(work, 'data'), models, samples],
    env: { SELFSAME_GRANT_KEY: newGrantKey() },
  })
  try {
    const engine = connect<EngineApi>(worker.port)
    const picture = await engine.pictures.open({ kind: 'sample', name: 'cat.png' })
    const [model] = await engine.models.list()
    if (!model) throw new Error('The packed program has no model.')
    const region = { x: 40, y: 40, width: 12, height: 12 }
    const mask = { region, coverage: new Uint8Array(144).fill(255) }
    const [outcome] = await engine.edits.run({
      job: 'packed',
      picture: picture.id,
      task: { kind: 'remove', mask },
      model: model.id,
      steps: 1,
      seed: 1,
      device: 'cpu',
    })
    expect(outcome?.changedOutsideMask).toBe(0)
    const tile = (id: string) => engine.pictures.tile({ id, level: 0, column: 0, row: 0 })
    const [before, after] = [await tile(picture.id), await tile(outcome?.picture.id ?? '')]
    const at = 4 * (46 * before.width + 46)
    expect(after.rgba.subarray(at, at + 3)).not.toEqual(before.rgba.subarray(at, at + 3))
    const outside = 4 * (100 * before.width + 100)
    expect(after.rgba.subarray(outside)).toEqual(before.rgba.subarray(outside))
  } finally {
    worker.kill()
  }
})
