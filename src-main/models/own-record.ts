/**
 * model.json, our own file in a model folder: what diffusers' layout has no place for.
 */
import { JsonFields } from '../../src-shared/importers/json-fields.ts'
import { graphJson, parseGraphPart, type GraphPart } from './graph-record.ts'
import { exists, jsonText, readJson } from './model-files.ts'
import { faultOfName, spelledAlike } from './model-name.ts'

/** As far as the file says it. */
export interface OwnRecord {
  readonly id?: string
  readonly name?: string
  readonly licence?: string
  readonly hash?: string
  readonly patchFolding?: 1 | 2
  readonly source?: string
  readonly teacher?: { readonly noiseScale: number }
  readonly graph?: GraphPart
  readonly training?: unknown
}

/** What every record says, and what those of some models say besides; null is not written. */
export interface WrittenRecord {
  readonly id: string
  readonly name: string
  readonly licence: string
  readonly hash: string
  /** 1 if not given. */
  readonly patchFolding?: 1 | 2
  readonly source?: string | null
  readonly teacher?: { readonly noiseScale: number } | null
  readonly graph?: GraphPart
  readonly training?: unknown
}

/** The text of model.json. */
export function recordJson(record: WrittenRecord): string {
  const { id, name, licence, hash, patchFolding = 1, training = null, graph } = record
  const { source = null, teacher = null } = record
  return jsonText({
    ...{ id, name, licence, hash, patch_folding: patchFolding },
    ...(source !== null && { source }),
    ...(teacher !== null && { teacher: { noise_scale: teacher.noiseScale } }),
    ...(graph !== undefined && { graph: graphJson(graph) }),
    training,
  })
}

/** Nothing where there is no such file. Throws UserError naming it where it is wrong. */
export async function readOwnRecord(path: string): Promise<OwnRecord> {
  if (!(await exists(path))) return {}
  const fields = new JsonFields(await readJson(path), path, 'correct or remove the file')
  const folding = fields.integer('patch_folding', { min: 1, max: 2 })
  const hash = fields.text('hash')
  if (!/^[0-9a-f]{64}$/.test(hash)) throw fields.wrong('hash', 'is not a SHA-256')
  const id = spelledAlike(fields.text('id'))
  const idFault = faultOfName(id)
  if (idFault !== null) throw fields.wrong('id', idFault)
  const training = fields.take('training', null)
  const source = fields.take('source', null)
  const teacher = fields.take('teacher', null)
  const graph = fields.take('graph', null)
  return {
    id,
    name: fields.text('name'),
    licence: fields.text('licence'),
    hash,
    patchFolding: folding === 1 ? 1 : 2,
    ...(source !== null && { source: fields.text('source') }),
    ...(teacher !== null && { teacher: parseTeacher(teacher, path) }),
    ...(graph !== null && { graph: parseGraphPart(graph, path) }),
    ...(training !== null && { training }),
  }
}

function parseTeacher(json: unknown, path: string): { readonly noiseScale: number } {
  const fields = new JsonFields(json, `${path}: teacher`, 'correct or remove the file')
  return { noiseScale: fields.number('noise_scale', { min: Number.MIN_VALUE }) }
}
