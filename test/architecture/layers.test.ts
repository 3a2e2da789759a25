/**
 * Holds the dependency rule of ARCHITECTURE.md: walks every import of the sources and compares it with one table.
 * The table has no exceptions; who needs another import changes the table, and with it the architecture.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

const tensor = 'src-shared/tensor'
const errors = ['user-error', 'sentences'].map((name) => `src-shared/contract/${name}.ts`)
const engine = ['src-shared', 'src-main/runtime', 'src-main/images', 'src-main/models']

const services = [...engine, 'src-main/pictures', 'src-main/edits']
const page = ['vue', 'src-shared/tensor', 'src-shared/contract']
const pure = ['src-renderer/kernels', 'src-renderer/document', 'src-renderer/tools']

/** Folder or file -> what it may import besides itself. The longest entry that fits a file counts. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'src-shared/abort-signal.d.ts': [],
  'src-shared/tensor': [...errors],
  'src-shared/contract': [tensor, 'zod'],
  'src-shared/diffusion': [tensor, ...errors],
  'src-shared/operators': [tensor, 'src-shared/diffusion', 'src-shared/contract'],
  'src-shared/field': [tensor, 'src-shared/diffusion', 'src-shared/operators', ...errors],
  'src-shared/onnx': [tensor, ...errors],
  'src-shared/importers': [tensor, 'src-shared/onnx', ...errors],
  'src-shared/training': [
    tensor,
    ...['diffusion', 'operators', 'field', 'onnx'].map((folder) => `src-shared/${folder}`),
    ...errors,
  ],

  'src-main/runtime': ['src-shared', 'node:', 'onnxruntime-node'],
  'src-main/images': ['src-shared', 'node:', 'sharp'],
  'src-main/data-folder.ts': ['node:'],
  'src-main/is-running.ts': [],
  'src-main/scratch-folder.ts': ['node:', 'src-main/is-running.ts'],
  'src-main/models': [...engine, 'src-main/data-folder.ts', 'src-main/is-running.ts', 'node:'],
  'src-main/devices': [...engine, 'src-main/scratch-folder.ts', 'node:', 'zod'],
  'src-main/devices/probe.ts': ['src-shared', 'src-main/devices', 'src-main/host/process-ports.ts'],
  'src-main/edits': [...engine, 'src-main/pictures', 'src-main/recipes', 'node:'],
  'src-main/training': [...engine, 'node:'],
  'src-main/pictures': [...engine, 'node:'],
  'src-main/recipes': ['src-shared', 'node:', 'zod'],
  'src-main/projects': [...services, 'node:', 'zod'],
  'src-main/projects/zip.ts': ['src-shared', 'node:', 'fflate'],
  'src-main/batch': [...services, 'src-main/recipes', 'node:'],
  'src-main/engine': ['src-shared', 'src-main', 'node:'],
  'src-main/trainer': ['src-shared', 'src-main', 'node:'],
  'src-main/host': ['src-shared', 'src-main/host', 'node:'],
  'src-main/host/diagnostics.ts': [
    'src-shared',
    'src-main/host',
    'src-main/projects/zip.ts',
    'node:',
  ],
  'src-main/host/server': [
    'src-shared',
    'src-main/host',
    'src-main/create-app.ts',
    'src-main/data-folder.ts',
    'node:',
    'ws',
  ],
  'src-main/host/electron': [
    'src-shared',
    'src-main/host',
    'src-main/create-app.ts',
    'node:',
    'electron',
  ],
  'src-main/create-app.ts': ['src-shared', 'src-main', 'node:'],
  'src-main/bench': ['src-shared', 'src-main', 'node:'],
  'src-main/bench/quality/opencv.ts': ['src-shared', 'node:', '@techstark/opencv-js'],
  'src-main/bench/quality/esrgan/keras-model.ts': ['node:', 'zod'],
  'src-main/cli': ['src-shared', 'src-main', 'node:'],

  'src-renderer/vue-modules.d.ts': ['vue'],
  'src-renderer/kernels': ['src-shared/tensor', 'src-shared/contract'],
  'src-renderer/document': ['src-renderer/kernels', 'src-shared/tensor', 'src-shared/contract'],
  'src-renderer/document/document-state.ts': [
    'src-renderer/kernels',
    'src-renderer/document',
    'src-shared/contract',
    'zod',
  ],
  'src-renderer/tools': [...pure, 'src-shared/tensor', 'src-shared/contract'],
  'src-renderer/host': ['src-shared/contract'],
  'src-renderer/stores/zip.ts': ['src-renderer/stores', 'fflate'],
  'src-renderer/stores': [...page, ...pure, 'pinia'],
  'src-renderer/ui/LineChart.vue': ['vue', 'uplot'],
  'src-renderer/ui': ['vue', 'reka-ui', '@lucide/vue', 'vue-sonner', 'src-renderer/messages'],
  'src-renderer/messages': ['vue', 'vue-i18n', 'src-shared/contract'],
  'src-renderer/composables': [
    ...page,
    ...pure,
    '@vueuse/core',
    'src-renderer/stores',
    'src-renderer/messages',
  ],
  'src-renderer/canvas': [...page, ...pure, 'src-renderer/composables', 'src-renderer/messages'],
  'src-renderer/panels': [
    ...page,
    ...pure,
    'src-renderer/stores',
    'src-renderer/ui',
    'src-renderer/messages',
    'src-renderer/composables',
    'src-renderer/canvas',
  ],
  'src-renderer/App.vue': ['vue', 'src-renderer'],
  'src-renderer/create-page.ts': ['vue', 'pinia', 'src-renderer', 'src-shared/contract'],
  'src-renderer/main.ts': ['vue', 'pinia', 'src-renderer', 'src-shared/contract'],
}

const isInside = (path: string, place: string) =>
  path === place || path.startsWith(place.endsWith(':') ? place : `${place}/`)

/** What a file imports, types as well; relative paths are resolved. */
function importsOf(file: string, source: string): string[] {
  return ts
    .preProcessFile(source, true, true)
    .importedFiles.map(({ fileName: name }) =>
      name.startsWith('.') ? normalize(join(dirname(file), name)) : name,
    )
}

/** The imports of one file that the table does not allow. */
function violations(file: string, source: string): string[] {
  const places = Object.keys(MAY_IMPORT).filter((place) => isInside(file, place))
  const place = places.sort((a, b) => b.length - a.length)[0]
  if (place === undefined) return [`${file} lies in no layer`]
  const allowed = [place, ...(MAY_IMPORT[place] ?? [])]
  return importsOf(file, source)
    .filter((target) => !allowed.some((entry) => isInside(target, entry)))
    .map((target) => `${file} may not import ${target}`)
}

/** The first circle that is found: files of which each imports the next, the first one again at the end; null without one. */
function circleIn(imports: ReadonlyMap<string, readonly string[]>): string[] | null {
  const done = new Set<string>()
  const visit = (file: string, path: readonly string[]): string[] | null => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (done.has(file)) return null
    for (const target of imports.get(file) ?? []) {
      const circle = visit(target, [...path, file])
      if (circle) return circle
    }
    done.add(file)
    return null
  }
  for (const file of imports.keys()) {
    const circle = visit(file, [])
    if (circle) return circle
  }
  return null
}

const sources = readdirSync('.')
  .filter((name) => name.startsWith('src-'))
  .flatMap((root) => readdirSync(root, { recursive: true }).map((name) => join(root, String(name))))
  .filter((name) => /\.(ts|mts|js|mjs|vue)$/.test(name))

describe('the layers of the project', () => {
  test('import nothing that the table does not allow', () => {
    expect(sources.length).toBeGreaterThan(1)
    expect(sources.flatMap((file) => violations(file, readFileSync(file, 'utf8')))).toEqual([])
  })

  test.each([
    ['src-shared/tensor/pixels.ts', `import { open } from 'node:fs'`],
    ['src-shared/diffusion/a.ts', `import type { A } from '../operators/a.ts'`],
    ['src-shared/onnx/gradient/a.ts', `export * from '../../../src-main/runtime/onnx-session.ts'`],
    ['src-main/edits/a.ts', `import sharp from 'sharp'`],
    ['src-main/cli/a.ts', `const ort = await import('onnxruntime-node')`],
    ['src-main/bench/quality/a.ts', `import cv from '@techstark/opencv-js'`],
    ['src-main/models/a.ts', `import { x } from '../cli/x.ts'`],
    ['src-shared/operators/a.ts', `import '../operators-of-others/a.ts'`],
    ['src-shared/elsewhere/a.ts', ''],
    ['src-main/edits/a.ts', `import { app } from 'electron'`],
    ['src-renderer/stores/a.ts', `import { x } from '../../src-main/edits/run-edit.ts'`],
    ['src-renderer/kernels/a.ts', `import { ref } from 'vue'`],
  ])('a violation in %s (%s) is found', (file, source) => {
    expect(violations(file, source)).toHaveLength(1)
  })
})

describe('the files', () => {
  test('import one another in no circle, not even for types', () => {
    const imports = sources.map(
      (file) => [file, importsOf(file, readFileSync(file, 'utf8'))] as const,
    )
    expect(circleIn(new Map(imports))).toBeNull()
  })

  test('a circle is found, however it is entered', () => {
    const circle = new Map([
      ['a', ['b', 'elsewhere']],
      ['b', ['c']],
      ['c', ['d', 'b']],
      ['d', []],
    ])
    expect(circleIn(circle)).toEqual(['b', 'c', 'b'])
    expect(circleIn(new Map([...circle, ['c', ['d']]]))).toBeNull()
  })
})
