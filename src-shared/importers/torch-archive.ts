/**
 * Files that PyTorch saves (.bin, .pt, .pth, .ckpt): a zip whose pickle says where in it each tensor lies.
 * Reads the pickle and the directory; the values stay in the file.
 */
import { sentence, type Sentence } from '../contract/sentences.ts'
import { UserError } from '../contract/user-error.ts'
import { sizeOf } from '../tensor/tensor.ts'
import { damaged, type ByteSource } from './byte-source.ts'
import { foreignTensors } from './foreign-models.ts'
import { PickleCall, PickleDict, PickleGlobal, PicklePersistent, readPickle } from './pickle.ts'
import type { PickleValue } from './pickle.ts'
import { DTYPE_BYTES, type Dtype, type StoredTensor, type WeightFile } from './weights.ts'
import { readZipDirectory, type ZipEntry } from './zip-directory.ts'

const STORAGES: Readonly<Partial<Record<string, Dtype>>> = {
  'torch.DoubleStorage': 'F64',
  'torch.FloatStorage': 'F32',
  'torch.HalfStorage': 'F16',
  'torch.BFloat16Storage': 'BF16',
  'torch.LongStorage': 'I64',
  'torch.IntStorage': 'I32',
  'torch.ShortStorage': 'I16',
  'torch.CharStorage': 'I8',
  'torch.ByteStorage': 'U8',
  'torch.BoolStorage': 'BOOL',
}
const REBUILD_TENSOR = 'torch._utils._rebuild_tensor_v2'
const REBUILD_PARAMETER = 'torch._utils._rebuild_parameter'

const ALLOWED: ReadonlySet<string> = new Set([
  ...Object.keys(STORAGES),
  REBUILD_TENSOR,
  REBUILD_PARAMETER,
  'collections.OrderedDict',
  'torch.Size',
])

const KIND = 'a PyTorch file'
/** Checkpoints have less than one of these; a longer list would keep its reader busy. */
const LONGEST_PICKLE = 2 ** 22
/** Where checkpoints of training programs keep the weights, the averaged ones first. */
const WRAPPERS = ['ema', 'model_ema', 'state_dict', 'model', 'module', 'net', 'weights']

/** The tensors of a PyTorch file. Throws UserError where it is damaged or wants to run code. */
export async function openTorchArchive(source: ByteSource): Promise<WeightFile> {
  const entries = await readZipDirectory(source)
  const pickleName = [...entries.keys()].find((name) => /(^|\/)data\.pkl$/.test(name))
  const pickle = pickleName === undefined ? undefined : entries.get(pickleName)
  if (pickleName === undefined || pickle === undefined) {
    throw new UserError(sentence('modelPacked', { file: source.name, program: 'zip' }))
  }
  if (pickle.isPacked) {
    throw damaged(
      source.name,
      KIND,
      'its list of tensors is compressed or locked, which PyTorch never does',
    )
  }
  const root = pickleName.slice(0, -'data.pkl'.length)
  await checkByteOrder(source, entries.get(`${root}byteorder`))
  if (pickle.length > LONGEST_PICKLE) {
    throw damaged(source.name, KIND, `its list of tensors has ${pickle.length} bytes`)
  }
  const value = readNames(await source.read(pickle.begin, pickle.length), source)
  const archive = { source, storageOf: (key: string) => entries.get(`${root}data/${key}`) }
  return { name: source.name, tensors: tensorsIn(value, archive) }
}

/**
 * Throws UserError saying what a pickle without a zip around it is: PyTorch's format of before 2020, NVIDIA's
 * networks with their program inside, or something else.
 */
export async function refusePlainPickle(source: ByteSource): Promise<never> {
  const bytes = await source.read(0, Math.min(source.size, 2 ** 20))
  if (isOldMagic(bytes)) {
    throw new UserError(sentence('modelOldTorch', { file: source.name }))
  }
  readNames(bytes, source)
  throw damaged(source.name, KIND, 'it is a pickle without weights')
}

/** PyTorch's old format begins with a pickle of this number, 0x1950a86a20f9469cfc6c. */
function isOldMagic(bytes: Uint8Array): boolean {
  const magic = [0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19]
  return magic.every((byte, i) => bytes[i + 2] === byte)
}

function readNames(bytes: Uint8Array, { name: file }: ByteSource): PickleValue {
  const explain = (name: string) => explainName(name, file, bytes)
  return readPickle(bytes, { file, allowed: ALLOWED, explain })
}

function explainName(name: string, file: string, pickle: Uint8Array): Sentence | null {
  if (/^(torch_utils|dnnlib|training)\./.test(name)) return sentence('modelNvidia', { file })
  const isTrainer = name.startsWith('pytorch_lightning.') || name.startsWith('omegaconf.')
  if (!isTrainer) return null
  const kind = foreignTensors(wordsIn(pickle))
  return kind === null
    ? sentence('modelCheckpoint', { file })
    : sentence('modelForeign', { file, kind })
}

/** What may be names of tensors in a pickle that is not read to its end. */
function wordsIn(pickle: Uint8Array): readonly string[] {
  const latin = Array.from(pickle.subarray(0, 2 ** 18), (byte) => String.fromCharCode(byte))
  return latin.join('').match(/[\w.-]{4,200}/g) ?? []
}

async function checkByteOrder(source: ByteSource, entry: ZipEntry | undefined): Promise<void> {
  if (!entry || entry.length > 16) return
  const order = String.fromCharCode(...(await source.read(entry.begin, entry.length)))
  if (order.trim() === 'little') return
  throw new UserError(
    `${source.name} was written on a machine with another byte order; save it again on a usual one`,
  )
}

interface Archive {
  readonly source: ByteSource
  readonly storageOf: (key: string) => ZipEntry | undefined
}

/** The dictionary of tensors, where need be inside of the checkpoint of a training program. */
function tensorsIn(value: PickleValue, archive: Archive): Map<string, StoredTensor> {
  let dict = value
  for (let depth = 0; depth < 3 && dict instanceof PickleDict; depth++) {
    if (hasTensors(dict)) return readAll(dict, archive)
    const outer: PickleDict = dict
    dict =
      WRAPPERS.map((name) => outer.get(name) ?? null).find(
        (inner) => inner instanceof PickleDict,
      ) ?? null
  }
  throw damaged(archive.source.name, KIND, 'it holds no dictionary of tensors')
}

function hasTensors(dict: PickleDict): boolean {
  for (const value of dict.values()) if (isTensor(value)) return true
  return false
}

function isTensor(value: PickleValue): value is PickleCall {
  return value instanceof PickleCall && value.callee.startsWith('torch._utils._rebuild_')
}

/** Other values beside the tensors (counters, settings) are passed over. */
function readAll(dict: PickleDict, archive: Archive): Map<string, StoredTensor> {
  const tensors = new Map<string, StoredTensor>()
  for (const [name, value] of dict) {
    if (isTensor(value)) tensors.set(name, readTensor(name, value, archive))
  }
  return tensors
}

function readTensor(name: string, call: PickleCall, archive: Archive): StoredTensor {
  const wrong = (fault: string) =>
    damaged(archive.source.name, KIND, `tensor ${JSON.stringify(name.slice(0, 100))} ${fault}`)
  const [first] = call.args
  if (call.callee === REBUILD_PARAMETER) {
    if (first instanceof PickleCall && first.callee === REBUILD_TENSOR) {
      return readTensor(name, first, archive)
    }
    throw wrong('is a parameter of nothing')
  }
  const [, offset, shape, strides] = call.args
  const { dtype, entry } = readStorage(first, archive, wrong)
  if (!isCount(offset) || !isCounts(shape) || !isCounts(strides)) {
    throw wrong('has no whole numbers for its place and shape')
  }
  if (!isContiguous(shape, strides)) {
    throw wrong('does not lie row by row; save it with .contiguous()')
  }
  const width = DTYPE_BYTES[dtype]
  if ((offset + sizeOf(shape)) * width > entry.length) throw wrong('is longer than its data')
  return { dtype, shape, source: archive.source, begin: entry.begin + offset * width }
}

/** A storage's id is ('storage', type, key, device, count). */
function readStorage(
  value: PickleValue | undefined,
  archive: Archive,
  wrong: (fault: string) => UserError,
): { readonly dtype: Dtype; readonly entry: ZipEntry } {
  const id = value instanceof PicklePersistent ? value.id : null
  if (!Array.isArray(id) || id[0] !== 'storage') throw wrong('has no data')
  const [, type, key] = id
  const dtype = type instanceof PickleGlobal ? STORAGES[type.name] : undefined
  if (dtype === undefined) throw wrong('has an element type that is not known here')
  const entry = typeof key === 'string' ? archive.storageOf(key) : undefined
  if (!entry) throw wrong('has data that are missing from the file')
  if (entry.isPacked)
    throw wrong('has data that are compressed or locked, which PyTorch never does')
  return { dtype, entry }
}

function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  if (strides.length !== shape.length) return false
  let expected = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false
    expected *= shape[axis]
  }
  return true
}

function isCount(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function isCounts(value: PickleValue | undefined): value is number[] {
  return Array.isArray(value) && value.every(isCount)
}
