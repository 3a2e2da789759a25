/**
 * Which class of a model each photograph of a folder shows: the one that its first sub-folder is called like. Pure.
 */
import type { ClassFault, ClassReport } from '../../src-shared/contract/training-api.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import type { Network } from '../../src-shared/onnx/networks/consistency.ts'
import type { IntTensor } from '../../src-shared/tensor/tensor.ts'
import { classNamesOf } from '../models/class-names.ts'
import type { ModelRecord } from '../models/model-record.ts'

export interface ModelClasses {
  readonly count: number
  /** In the order of the labels; null where they have none but their numbers. */
  readonly names: readonly string[] | null
}

/** The classes of a model; null for one without. */
export function modelClasses(record: Pick<ModelRecord, 'classes'>): ModelClasses | null {
  const { classes } = record
  return classes === null ? null : { count: classes, names: classNamesOf(record) }
}

/** Name of a first sub-folder -> label, 0 to count - 1. */
export type ClassFolders = Readonly<Record<string, number>>

/** Only its path, relative to the folder with '/' between names, tells the class of a photograph. */
interface Placed {
  readonly path: string
}

/** What the sub-folders of these photographs are to a model. */
export function reportClasses(photographs: readonly Placed[], classes: ModelClasses): ClassReport {
  const names = new Map(classes.names?.map((name, label) => [plain(name), label]))
  const folders = new Map<string, number>()
  for (const { path } of photographs) {
    const name = firstFolderOf(path)
    if (name === null) return { folders: [], fault: { kind: 'outside', name: path } }
    const label = names.get(plain(name)) ?? numberOf(name, classes.count)
    if (label === null) return { folders: [], fault: { kind: 'unknown', name } }
    folders.set(name, label)
  }
  return { folders: [...folders].map(([name, label]) => ({ name, label })), fault: null }
}

/** The same for a run from `folder`. UserError where a photograph has no class. */
export function classFolders(
  folder: string,
  photographs: readonly Placed[],
  classes: ModelClasses,
): ClassFolders {
  const { folders, fault } = reportClasses(photographs, classes)
  if (fault !== null) throw new UserError(wordsOf(fault, folder, classes))
  return Object.fromEntries(folders.map(({ name, label }) => [name, label]))
}

/** The labels of photographs in their order; undefined where a run has no classes. */
export function labelsOf(
  photographs: readonly Placed[],
  folders: ClassFolders | undefined,
): readonly number[] | undefined {
  if (folders === undefined) return undefined
  const labels = new Map(Object.entries(folders))
  return photographs.map(({ path }) => labels.get(firstFolderOf(path) ?? '') ?? 0)
}

/** Labels [B] as a network takes them. */
export function labelTensor(labels: readonly number[]): IntTensor {
  return { shape: [labels.length], data: Int32Array.from(labels) }
}

/** The first class for all of a batch, to measure with; undefined for a network without classes. */
export function anyLabels({ config }: Network, batch: number): IntTensor | undefined {
  return config.numClassEmbeds === null
    ? undefined
    : labelTensor(Array.from({ length: batch }, () => 0))
}

function firstFolderOf(path: string): string | null {
  const end = path.indexOf('/')
  return end < 0 ? null : path.slice(0, end)
}

/** Names are compared without regard to capitals, and with any of space, dash and underscore between words. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .split(/[\s_-]+/)
    .join(' ')
    .trim()
}

function numberOf(name: string, count: number): number | null {
  const label = /^\d+$/.test(name) ? Number(name) : NaN
  return label < count ? label : null
}

function wordsOf({ kind, name }: ClassFault, folder: string, { count, names }: ModelClasses) {
  const [first] = names ?? []
  const like = first === undefined ? '' : `by the name of its class, such as '${first}', or `
  const remedy = `${like}by its number, 0 to ${count - 1}`
  return kind === 'outside'
    ? `The model has ${count} classes, and ${name} lies in no sub-folder of ${folder} that tells its class; put it ` +
        `into one that is called ${remedy}.`
    : `The sub-folder ${name} of ${folder} is none of the ${count} classes of the model; call it ${remedy}.`
}
