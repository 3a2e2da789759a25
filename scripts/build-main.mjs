// Bundles what runs beside the page: the desktop program, its preload, the engine and the trainer, into dist/main.
// Packages with native parts stay outside of the bundles; they are loaded from node_modules.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const BUNDLES = [
  // Sandboxed preloads are CommonJS; everything else is ESM, as package.json says.
  { entry: 'src-main/host/electron/preload.ts', file: 'preload.cjs', format: 'cjs' },
  { entry: 'src-main/host/electron/main.ts', file: 'main.js', format: 'es' },
  { entry: 'src-main/engine/worker.ts', file: 'engine.js', format: 'es' },
  { entry: 'src-main/devices/probe.ts', file: 'probe.js', format: 'es' },
  { entry: 'src-main/trainer/worker.ts', file: 'trainer.js', format: 'es' },
]

/** One file per bundle, so that nothing is looked up beside it. */
const configOf = ({ entry, file, format }) => ({
  configFile: false,
  root,
  logLevel: 'warn',
  ssr: { noExternal: true, external: ['electron', 'onnxruntime-node', 'sharp'] },
  build: {
    ssr: join(root, entry),
    target: 'node22',
    outDir: join(root, 'dist', 'main'),
    emptyOutDir: false,
    minify: false,
    copyPublicDir: false,
    rolldownOptions: {
      external: ['electron', 'onnxruntime-node', 'sharp'],
      output: { format, entryFileNames: file, codeSplitting: false },
    },
  },
})

for (const bundle of BUNDLES) await build(configOf(bundle))
