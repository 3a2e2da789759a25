/**
 * What the engine answers pages about models: the service, with grants opened and sealed on the way, and exports as
 * the bytes of a zip for pages that cannot choose a folder.
 */
import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'
import type { ModelsApi } from '../../src-shared/contract/models-api.ts'
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import type { FileGrants } from '../host/file-grants.ts'
import type { ModelLibrary } from '../models/model-library.ts'
import { exists } from '../models/model-files.ts'
import type { ModelsService } from '../models/models-service.ts'
import { packZip } from '../projects/zip.ts'
import { makeScratchFolder } from '../scratch-folder.ts'

/** What a page takes in one piece. */
const LARGEST_ZIP = 2 ** 30

export function modelsOfPages(
  service: ModelsService,
  { library, grants }: { readonly library: ModelLibrary; readonly grants: FileGrants },
): ModelsApi {
  return {
    ...service,
    import: (request, signal) => {
      const { source } = request
      if (source.kind === 'upload') return service.import(request, signal)
      const opened = { kind: 'grant', grant: grants.open(source.grant) } as const
      return service.import({ ...request, source: opened }, signal)
    },
    export: async ({ folder, ...request }, signal) => {
      const name = `${request.id}-${request.format}`
      if (folder !== null) {
        const out = await freeFolder(grants.open(folder), name)
        await service.exportTo({ ...request, out }, signal)
        return { name: basename(out), bytes: null }
      }
      const place = await makeScratchFolder('export')
      try {
        await service.exportTo({ ...request, out: join(place, name) }, signal)
        return { name: `${name}.zip`, bytes: await zipOf(place) }
      } finally {
        await rm(place, { recursive: true, force: true })
      }
    },
    folder: async (id) => {
      const { folder } = await library.find(id)
      return { grant: grants.seal(folder), name: basename(folder) }
    },
  }
}

async function freeFolder(root: string, name: string): Promise<string> {
  let folder = join(root, name)
  for (let i = 2; await exists(folder); i++) folder = join(root, `${name}-${i}`)
  return folder
}

async function zipOf(place: string): Promise<Uint8Array> {
  const entries = await readdir(place, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
  const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size))
  if (sizes.reduce((sum, size) => sum + size, 0) > LARGEST_ZIP) {
    throw new UserError(sentence('modelTooLarge'))
  }
  const files = paths.map(async (path) => ({
    name: relative(place, path).split(sep).join('/'),
    bytes: await readFile(path),
  }))
  return packZip(await Promise.all(files))
}
