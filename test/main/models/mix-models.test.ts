/** Mixtures of two models: their weights, what they say of themselves, and which two cannot be mixed. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { shippedModels } from '../../../src-main/models/library.ts'
import { mixModels } from '../../../src-main/models/mix-models.ts'
import { readModel } from '../../../src-main/models/read-model.ts'
import { readRecord } from '../../../src-main/models/model-record.ts'
import { writeModel } from '../../../src-main/models/write-model.ts'
import { readBaseModel } from '../../../src-main/training/base-model.ts'
import { mapTensor } from '../../../src-shared/tensor/tensor.ts'
import { bedroom, imagenet, temporaryFolder } from './model-folders.ts'

/** A model like `source` whose weights are `change` of its weights. */
async function variant(
  source: string,
  id: string,
  change: (weight: number) => number,
  training?: object,
) {
  const { record, weights } = await readModel(source)
  const { config, scheduler, patchFolding, teacher } = record
  const folder = join(temporaryFolder(), id)
  const changed = new Map([...weights].map(([name, tensor]) => [name, mapTensor(tensor, change)]))
  const words = {
    id,
    name: id,
    licence: `licence of ${id}`,
    card: `# ${id}\n\n## Data\n\nOf ${id}.\n`,
  }
  const parts = { config, scheduler, patchFolding, teacher, weights: changed, training }
  await writeModel(folder, { ...words, ...parts }, { dtype: 'F32' })
  return folder
}

const mix = (first: string, second: string, share: number, out = join(temporaryFolder(), 'mix')) =>
  mixModels({ first, second, share, out, command: 'selfsame models mix' })

test('every weight lies between those of the two, as near to each as its share says', async () => {
  const first = await variant(bedroom, 'first', () => 1)
  const second = await variant(bedroom, 'second', () => 3)
  const { folder } = await mix(first, second, 0.25)
  const { weights } = await readModel(folder)
  for (const { data } of weights.values()) expect(new Set(data)).toEqual(new Set([1.5]))
})

test('the mixture names both models, their cards and their licences', async () => {
  const first = await variant(bedroom, 'first', (weight) => weight)
  const second = await variant(bedroom, 'second', (weight) => weight)
  writeFileSync(join(second, 'training-curve.svg'), '<svg/>')
  const { folder, licence } = await mix(first, second, 0.3)
  expect(licence).toBe('licence of first; licence of second')
  const card = readFileSync(join(folder, 'MODEL_CARD.md'), 'utf8')
  expect(card).toContain('70 % that of first and 30 % that of second')
  expect(card).toContain('### Data\n\nOf second.')
  expect(existsSync(join(folder, 'second.svg'))).toBe(true)
})

test('models of one name, and mixtures, keep all of their curves, which the card shows', async () => {
  const [one, other] = [
    await variant(bedroom, 'rose', (weight) => weight),
    await variant(bedroom, 'rose', (weight) => weight),
  ]
  for (const folder of [one, other]) {
    writeFileSync(join(folder, 'training-curve.svg'), `<svg>${folder}</svg>`)
    writeFileSync(
      join(folder, 'MODEL_CARD.md'),
      '# rose\n\n![Training curve](training-curve.svg)\n',
    )
  }
  const roses = await mix(one, other, 0.5, join(temporaryFolder(), 'roses'))
  const { folder } = await mix(roses.folder, one, 0.5)
  const card = readFileSync(join(folder, 'MODEL_CARD.md'), 'utf8')
  const shown = [...card.matchAll(/\]\((.*\.svg)\)/g)].map(([, name = '']) => name)
  expect(shown).toEqual(['roses-rose.svg', 'roses-rose-2.svg', 'rose.svg'])
  const curves = shown.map((name) => readFileSync(join(folder, name), 'utf8'))
  expect(curves).toEqual([one, other, one].map((source) => `<svg>${source}</svg>`))
})

test('it can what its larger part has learnt', async () => {
  const training = { recipe: { name: 'ect', colourShare: 0.2, levels: { kind: 'ect' } } }
  const plain = await variant(bedroom, 'plain', (weight) => weight)
  const colours = await variant(bedroom, 'colours', (weight) => weight, training)
  const coloursGrey = async (share: number) =>
    (await readRecord((await mix(plain, colours, share)).folder)).coloursGrey
  expect(await coloursGrey(0.6)).toBe(true)
  expect(await coloursGrey(0.4)).toBe(false)
})

test('neither of the two is overwritten, even where that is allowed', async () => {
  const first = await variant(bedroom, 'first', () => 1)
  const request = { first, second: bedroom, share: 0.5, out: `${first}/`, command: '', force: true }
  await expect(mixModels(request)).rejects.toThrow(/is one of the two models; choose another place/)
  expect((await readRecord(first)).licence).toBe('licence of first')
})

test('the shipped mixture colours grey pictures, and a training that starts from it knows', async () => {
  const shipped = join(shippedModels, 'selfsame-base')
  expect((await readRecord(shipped)).coloursGrey).toBe(true)
  expect((await readBaseModel(shipped)).record.coloursGrey).toBe(true)
  expect((await readBaseModel(bedroom)).record.coloursGrey).toBe(false)
})

test('models of two networks, and of two kinds, are refused by name', async () => {
  await expect(mix(bedroom, imagenet, 0.5)).rejects.toThrow(/are not of one network and kind/)
  const diffusion = { recipe: { name: 'edm', levels: { kind: 'diffusion' } } }
  const teacher = await variant(bedroom, 'teacher', (weight) => weight, diffusion)
  await expect(mix(bedroom, teacher, 0.5)).rejects.toThrow(/and teacher are not of one network/)
  await expect(mix(bedroom, bedroom, 1)).rejects.toThrow('A share of 1 makes no mixture')
})
