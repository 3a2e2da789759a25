/** Pickles that are made to do harm: nothing of them is run, and each is refused in a sentence within a second. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { integers, op, tensorCall, writeTorchFile } from '../../../support/torch-file.ts'
import { temporaryFolder } from '../model-folders.ts'
import { outcomeOf } from './outcomes.ts'

const MEGA = 2 ** 20
const byte = (...values: number[]) => Buffer.from(values)
const many = (count: number, ...parts: Buffer[]) => {
  const part = Buffer.concat(parts)
  return Buffer.alloc(count * part.length, part)
}
const short = (text: string) => Buffer.concat([byte(0x8c, text.length), Buffer.from(text)])
const remember = byte(0x94)
const get = (index: number) => byte(0x68, index)
const orderedDict = Buffer.concat([op.global('collections', 'OrderedDict'), op.emptyTuple])
const call = (module: string, name: string, argument: string) =>
  Buffer.concat([op.global(module, name), op.mark, op.text(argument), op.tuple, op.reduce])

/** A dictionary of one tensor with these parts in the place of its shape. */
const shapedAs = (...shape: Buffer[]) => [
  ...[op.emptyDict, op.mark, op.text('conv_in.weight')],
  ...[op.global('torch._utils', '_rebuild_tensor_v2'), op.mark],
  ...[op.mark, op.text('storage'), op.global('torch', 'FloatStorage'), op.text('0')],
  ...[op.text('cpu'), op.int(1), op.tuple, op.persistent, op.int(0)],
  ...[...shape, integers([1]), op.false, op.tuple, op.reduce, op.setItems],
]

/** Lists of ten of the list before, so often that nobody could count what the last one holds. */
const doubling = Buffer.concat([
  ...[op.emptyList, remember],
  ...Array.from({ length: 50 }, (_, i) => [
    ...[op.emptyList, remember, op.mark],
    ...[many(10, get(i)), Buffer.from('e')],
  ]).flat(),
])

const RUNS = /model\.bin wants to run "(os\.system|posix\.system|builtins\.eval|torch\.load)"/

test.each<[string, Buffer[], RegExp]>([
  ['a call of the system', [call('os', 'system', 'touch /tmp/harm')], RUNS],
  [
    'the same by names on the stack',
    [short('posix'), short('system'), byte(0x93), op.emptyTuple, op.reduce],
    RUNS,
  ],
  ['code that is evaluated', [call('builtins', 'eval', '1')], RUNS],
  ['another file that is loaded', [call('torch', 'load', 'x')], RUNS],
  ['an instance of a class', [op.mark, Buffer.from('ios\nsystem\n')], /unknown instruction "i"/],
  ['a registered extension', [byte(0x82, 1)], /unknown instruction/],
  ['a call of what was called', [orderedDict, op.reduce, op.emptyTuple, op.reduce], /no function/],
  ['calls without end', [many(MEGA / 8, orderedDict, op.reduce)], /no dictionary|instructions/],
  [
    'lists in lists in lists',
    [many(MEGA / 5, op.emptyList), many(MEGA / 5 - 1, Buffer.from('a'))],
    /no dictionary of tensors/,
  ],
  ['a million marks', [many(MEGA, op.mark)], /too many instructions/],
  ['tuples in tuples', [op.emptyTuple, many(4 * MEGA - 99, byte(0x85))], /too many instructions/],
  ['a memory of millions', [op.emptyTuple, many(4 * MEGA - 99, remember)], /too many instructions/],
  [
    'a list of tensors of 5 MB',
    [many(5 * MEGA, op.emptyTuple)],
    /list of tensors has 52428\d\d bytes/,
  ],
  ['a value that was never kept', [byte(0x6a, 255, 255, 255, 255)], /which was not kept/],
  ['a place in memory that is no number', [Buffer.from('Np1e999\ng1e999\n')], /./],
  ['a text of 4 GB', [byte(0x58, 255, 255, 255, 255), Buffer.from('a')], /ends in the middle/],
  ['a text of 2^63 bytes', [byte(0x8d, 0, 0, 0, 0, 0, 0, 0, 128)], /ends in the middle/],
  ['an integer of 2 GB', [byte(0x8b, 255, 255, 255, 127)], /integer of 2147483647 bytes/],
  ['a line without an end', [Buffer.from('F'), many(MEGA, Buffer.from('1'))], /does not end/],
  ['a text of three million bytes', [op.text('é'.repeat(MEGA))], /no dictionary of tensors/],
  [
    'a list that holds itself as the shape',
    shapedAs(op.emptyList, remember, get(0), Buffer.from('a')),
    /no whole numbers for its place and shape/,
  ],
  ['a shape of endlessly many lists', shapedAs(doubling), /no whole numbers/],
  ['a shape of negative numbers', shapedAs(integers([-1])), /no whole numbers/],
  ['a shape of more than there is', shapedAs(integers([2 ** 30])), /is longer than its data/],
  [
    'a key that every object has',
    [op.emptyDict, op.mark, op.text('__proto__'), tensorCall('0', [1]), op.setItems],
    /holds 1 tensors, of which the first is called "__proto__"/,
  ],
])('%s', async (_, pickle, sentence) => {
  const folder = temporaryFolder()
  const bytes = Buffer.concat([op.proto, ...pickle, op.stop])
  writeTorchFile(join(folder, 'model.bin'), new Map([['a', { shape: [1] }]]), bytes)
  const outcome = await outcomeOf(join(folder, 'model.bin'))
  expect(outcome).toMatchObject({ kind: 'refused' })
  expect(outcome.sentence).toMatch(sentence)
})
