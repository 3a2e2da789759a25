/**
 * Which pictures of a folder a batch takes, and where their results go. Reads names only; no picture
 * is opened.
 */
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, extname, join, relative, resolve } from 'node:path'
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { formatFacts } from '../images/formats.ts'
import type { ImageFormat } from '../images/formats.ts'

export interface BatchFile {
  /** Below the input folder. */
  readonly name: string
  readonly source: string
  readonly result: string
}

export interface BatchFolders {
  readonly input: string
  readonly output: string
  readonly format: ImageFormat
}

const extensions = Object.values(formatFacts).flatMap((facts) => facts.extensions)

/** In the order of their names. Throws UserError where the folder cannot be read or has no picture. */
export async function batchFiles({ input, output, format }: BatchFolders): Promise<BatchFile[]> {
  const names = await picturesBelow(resolve(input), resolve(output))
  if (names.length === 0) {
    throw new UserError(sentence('folderEmpty', { folder: basename(input) }))
  }
  const extension = formatFacts[format].extensions[0] ?? `.${format}`
  const stems = names.map(stemOf)
  return names.map((name) => {
    const isShared = stems.filter((stem) => stem === stemOf(name)).length > 1
    // a.jpg and a.png side by side become a.jpg.png and a.png.png, not one file.
    const result = `${isShared ? name : join(dirname(name), basename(name, extname(name)))}${extension}`
    return { name, source: join(input, name), result: join(output, result) }
  })
}

function stemOf(name: string): string {
  return join(dirname(name), basename(name, extname(name))).toLowerCase()
}

/** Names below `input`, hidden ones and those in `output` left out. */
async function picturesBelow(input: string, output: string): Promise<string[]> {
  const found = await stat(input).catch(() => undefined)
  if (!found?.isDirectory()) {
    throw new UserError(sentence('folderUnread', { folder: basename(input) }))
  }
  const names: string[] = []
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (entry.name.startsWith('.')) continue
      if (entry.isDirectory() && path !== output) await walk(path)
      const isPicture = extensions.includes(extname(entry.name).toLowerCase())
      if (entry.isFile() && isPicture) names.push(relative(input, path))
    }
  }
  await walk(input)
  return names.sort()
}
