/**
 * Mixes two models of one network: every weight of the new one lies between theirs. Models that were trained from the same
 * start lie so near each other that what is between them works, too, and often does what each of them does well
 * (Wortsman et al. 2022, "Model soups", and "Robust fine-tuning of zero-shot models").
 */
import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { UsageError, UserError } from '../../src-shared/contract/user-error.ts'
import { mapTensor, type Tensor } from '../../src-shared/tensor/tensor.ts'
import { mixtureCard, type CardCurve } from './mixture-card.ts'
import { modelFiles } from './model-files.ts'
import { idOfFolder } from './model-name.ts'
import type { ModelRecord, NetworkRecord } from './model-record.ts'
import { readModel } from './read-model.ts'
import { MIXTURE_FORMAT } from './trained-with.ts'
import { trainsAs } from './trains-as.ts'
import { writeModel } from './write-model.ts'

export interface MixRequest {
  /** Folders of the two models. */
  readonly first: string
  readonly second: string
  /** Of the second one, 0 to 1. */
  readonly share: number
  /** Folder of the new model. */
  readonly out: string
  /** What the card says about its use; what the two say if not given. */
  readonly licence?: string | undefined
  /** The command as it was given, for the card. */
  readonly command: string
  readonly force?: boolean | undefined
}

/**
 * Writes the mixture with 16-bit floats and gives its record. UserError where the two are not of one network and kind,
 * where one is a graph, or where the place does not allow it; UsageError where the place is one of the two.
 */
export async function mixModels(request: MixRequest): Promise<ModelRecord> {
  const { share, out, command } = request
  checkRequest(request)
  const [first, second] = [await readModel(request.first), await readModel(request.second)]
  checkAlike(first.record, second.record)
  const parts = [first.record, second.record].map(partOf)
  const id = idOfFolder(out)
  const licence = request.licence ?? [...new Set(parts.map((part) => part.licence))].join('; ')
  const facts = { name: id, licence, command, share }
  const sources = await Promise.all([
    sourceOf(first.record, first.record.id),
    sourceOf(second.record, nameBeside(first.record.id, second.record.id)),
  ])
  const { config, patchFolding, scheduler, teacher } = first.record
  return writeModel(
    out,
    {
      ...{ id, name: id, licence, config, patchFolding, scheduler, teacher },
      training: { format: MIXTURE_FORMAT, command, share, parts },
      weights: mixed(first.weights, second.weights, share),
      card: mixtureCard(facts, sources),
      extras: Object.fromEntries(
        sources.flatMap(({ curves }) => curves.map(({ name, text }) => [name, text])),
      ),
    },
    { dtype: 'F16', force: request.force ?? false },
  )
}

function checkRequest({ first, second, share, out }: MixRequest): void {
  if ([first, second].some((folder) => resolve(folder) === resolve(out))) {
    throw new UsageError(`${out} is one of the two models; choose another place for the mixture.`)
  }
  if (!(share > 0 && share < 1)) {
    throw new UsageError(`A share of ${share} makes no mixture; choose one between 0 and 1.`)
  }
}

/** (1 - share) a + share b, weight by weight. */
export function mixed(
  a: ReadonlyMap<string, Tensor>,
  b: ReadonlyMap<string, Tensor>,
  share: number,
): ReadonlyMap<string, Tensor> {
  return new Map(
    [...a].map(([name, tensor]) => {
      const other = b.get(name)
      if (other?.data.length !== tensor.data.length) throw new RangeError(`no weight fits ${name}`)
      return [
        name,
        mapTensor(tensor, (value, i) => (1 - share) * value + share * (other.data[i] ?? NaN)),
      ]
    }),
  )
}

function checkAlike(first: NetworkRecord, second: NetworkRecord): void {
  const networkOf = ({ config, patchFolding, teacher }: NetworkRecord) => ({
    config: { ...config, sampleSize: 0 },
    patchFolding,
    teacher,
  })
  const isAlike =
    isDeepStrictEqual(networkOf(first), networkOf(second)) && trainsAs(first) === trainsAs(second)
  if (isAlike) return
  throw new UserError(
    `${first.id} and ${second.id} are not of one network and kind; mix two models that were trained from the same one`,
  )
}

function partOf({ id, hash, licence, training = null }: NetworkRecord) {
  return { id, hash, licence, training }
}

/** What the card calls the second model: two of one name, in two folders, are told apart. */
function nameBeside(first: string, second: string): string {
  return second === first ? `${second}-2` : second
}

/** What one of the two adds to the card. */
async function sourceOf({ folder }: NetworkRecord, name: string) {
  const text = await readFile(join(folder, modelFiles.card), 'utf8').catch(() => '')
  return { name, text, curves: await curvesIn(folder, name) }
}

/** The curves that a card shows, under the names that the new one gives them; a mixture has those of others. */
async function curvesIn(folder: string, name: string): Promise<NamedCurve[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.svg'))
  return Promise.all(
    files.map(async (file) => ({
      file,
      name: file === modelFiles.curve ? `${name}.svg` : `${name}-${file}`,
      text: await readFile(join(folder, file), 'utf8'),
    })),
  )
}

interface NamedCurve extends CardCurve {
  readonly text: string
}
