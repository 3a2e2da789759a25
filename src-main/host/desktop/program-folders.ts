/**
 * Where the desktop program finds what it is made of, packed or run from its sources. Paths only; nothing is opened.
 */
import { join } from 'node:path'

export interface ProgramFolders {
  /** Folder of index.html. */
  readonly page: string
  readonly preload: string
  readonly engineEntry: string
  readonly probeEntry: string
  readonly trainerEntry: string
  readonly models: string
  readonly samples: string
  readonly features: string
}

export interface ProgramPlace {
  /** Folder of the bundled main script. */
  readonly bundle: string
  /** Folder of extra resources if the program is packed, else null. */
  readonly resources: string | null
}

/** What scripts/build-main.mjs and electron-builder.yml lay where. */
export function programFolders({ bundle, resources }: ProgramPlace): ProgramFolders {
  const root = join(bundle, '..', '..')
  const assets = resources ?? join(root, 'assets')
  return {
    page: join(bundle, '..', 'renderer'),
    preload: join(bundle, 'preload.cjs'),
    engineEntry: join(bundle, 'engine.js'),
    probeEntry: join(bundle, 'probe.js'),
    trainerEntry: join(bundle, 'trainer.js'),
    models: join(resources ?? root, 'models'),
    samples: join(assets, 'photographs'),
    features: join(assets, 'features', 'mobilenet-v2.onnx'),
  }
}
