/**
 * A project as one file: a zip with a manifest, the page's state and the files of the pictures as
 * the store keeps them, sources byte for byte as they came. Everything that is read is checked.
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { packZip, unpackZip } from './zip.ts'
import type { ZippedFile } from './zip.ts'

const FORMAT = 'selfsame-project'
const VERSION = 1
const MANIFEST = 'manifest.json'
const STATE = 'state.json'
const PICTURES = 'pictures/'

/** What a project consists of. */
export interface Project {
  readonly document: string
  readonly title: string
  readonly state: string
  /** Ids, as the state and the files name them. */
  readonly pictures: readonly string[]
  /** What the picture store needs to know them again. */
  readonly files: readonly ZippedFile[]
}

const manifestSchema = z.object({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  document: z.string().min(1),
  title: z.string(),
  pictures: z.array(z.string().min(1)),
  /** SHA-256 of the state, since nothing else would notice a changed letter in it. */
  state: z.string(),
})

export function packProject({ document, title, state, pictures, files }: Project): Uint8Array {
  const stateBytes = new TextEncoder().encode(state)
  const manifest: z.infer<typeof manifestSchema> = {
    format: FORMAT,
    version: VERSION,
    document,
    title,
    pictures: [...pictures],
    state: sha256(stateBytes),
  }
  return packZip([
    { name: MANIFEST, bytes: new TextEncoder().encode(JSON.stringify(manifest, null, 2)) },
    { name: STATE, bytes: stateBytes },
    ...files.map(({ name, bytes }) => ({ name: `${PICTURES}${name}`, bytes })),
  ])
}

/** Throws UserError, one sentence about the file called `name`, where it is not a whole project. */
export function unpackProject(zip: Uint8Array, name: string): Project {
  const entries = unpackZip(zip, name)
  const foreign = entries.find((entry) => !isOurs(entry.name))
  if (foreign) throw notAProject(name)
  const named = new Map(entries.map((entry) => [entry.name, entry.bytes]))
  const { document, title, pictures, state: hash } = parseManifest(named.get(MANIFEST), name)
  const state = named.get(STATE)
  if (!state || sha256(state) !== hash) throw damaged(name)
  const files = entries
    .filter((entry) => entry.name.startsWith(PICTURES))
    .map((entry) => ({ name: entry.name.slice(PICTURES.length), bytes: entry.bytes }))
  return { document, title, state: new TextDecoder().decode(state), pictures, files }
}

/** Names of the two files, or of one directly in the folder of pictures: none leads anywhere else. */
function isOurs(entry: string): boolean {
  return entry === MANIFEST || entry === STATE || /^pictures\/[\w-]+\.\w+$/.test(entry)
}

function parseManifest(bytes: Uint8Array | undefined, name: string) {
  if (!bytes) throw notAProject(name)
  const parsed = manifestSchema.safeParse(parseJson(bytes, name))
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map(({ path }) => path[0])
  if (faults.includes('format')) throw notAProject(name)
  if (faults.includes('version')) {
    throw new UserError(sentence('projectNewer', { file: name }))
  }
  throw damaged(name)
}

function parseJson(bytes: Uint8Array, name: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw damaged(name, cause)
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function notAProject(name: string): UserError {
  return new UserError(sentence('projectNone', { file: name }))
}

function damaged(name: string, cause?: unknown): UserError {
  return new UserError(sentence('projectDamaged', { file: name }), { cause })
}
