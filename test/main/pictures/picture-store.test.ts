/** Pictures outlive the process that made them, cost little where little changed, and leave nothing behind. */
import { execFileSync } from 'node:child_process'
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { encodeImage } from '../../../src-main/images/encode.ts'
import { openPictureStore } from '../../../src-main/pictures/open-picture-store.ts'
import { UserError } from '../../../src-shared/contract/user-error.ts'
import type { PixelImage } from '../../../src-shared/tensor/pixels.ts'
import { gradient, noise, temporaryFolder } from '../images/pictures.ts'
import { bytesIn, invertWithin, openPictures } from './stores.ts'

const samplesOf = (image: PixelImage) =>
  Buffer.from(image.data.buffer, image.data.byteOffset, image.data.byteLength)
const region = { x: 250, y: 255, width: 20, height: 3 }

describe('a store', () => {
  test.each([
    [1, 8],
    [2, 16],
    [3, 8],
    [3, 16],
    [4, 8],
  ] as const)('opened again knows pictures of %i channels and %i bits', async (channels, depth) => {
    const { folder, store } = await openPictures()
    const image = noise(600, 300, { channels, depth })
    const first = await store.add(image, { name: 'made' })
    const edited = invertWithin(image, region)
    const second = await store.add(edited, { name: 'edited', from: first.id, region })
    const again = await openPictureStore({ folder })
    expect(await again.info(second.id)).toEqual(second)
    expect(samplesOf((await again.get(first.id)).image)).toEqual(samplesOf(image))
    expect(samplesOf((await again.get(second.id)).image)).toEqual(samplesOf(edited))
  })

  test('of a killed process still has what that process was told', async () => {
    const folder = temporaryFolder()
    const program = `
      import { openPictureStore } from './src-main/pictures/open-picture-store.ts'
      import { writeSync } from 'node:fs'
      const store = await openPictureStore({ folder: ${JSON.stringify(folder)} })
      const source = await store.open('assets/photographs/astronaut.png')
      const { image } = await store.get(source.id)
      const data = image.data.slice()
      data.fill(7, 3000, 4000)
      const edited = await store.add({ ...image, data }, { name: 'edited', from: source.id })
      writeSync(1, JSON.stringify([source, edited]))
      void store.add({ ...image, data: image.data.slice().fill(9) }, { name: 'lost' })
      process.kill(process.pid, 'SIGKILL')`
    let said = ''
    try {
      execFileSync(process.execPath, ['--input-type=module', '-e', program], { stdio: 'pipe' })
    } catch (error) {
      said = error instanceof Error && 'stdout' in error ? String(error.stdout) : ''
    }
    const [source, edited] = JSON.parse(said) as { id: string }[]
    const again = await openPictureStore({ folder })
    expect(await again.info(source?.id ?? '')).toEqual(source)
    expect(await again.info(edited?.id ?? '')).toEqual(edited)
    const before = (await again.get(source?.id ?? '')).image.data
    const after = (await again.get(edited?.id ?? '')).image.data
    const expected = before.slice()
    expected.fill(7, 3000, 4000)
    expect(after).toEqual(expected)
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  test('needs the original file no more', async () => {
    const { folder, store } = await openPictures()
    const path = join(temporaryFolder(), 'mine.png')
    await encodeImage(noise(90, 40), path)
    const bytes = readFileSync(path)
    const info = await store.open(path)
    rmSync(path)
    expect(info).toMatchObject({ name: 'mine.png', width: 90, height: 40, format: 'png' })
    expect(info.hash).toBe(createHash('sha256').update(bytes).digest('hex'))
    const again = await openPictureStore({ folder })
    expect(samplesOf((await again.get(info.id)).image)).toEqual(samplesOf(noise(90, 40)))
  })

  test('writes only the tiles that an edit changed', async () => {
    const { folder, store } = await openPictures()
    const image = noise(2000, 1500)
    const first = await store.add(image, { name: 'made' })
    const full = bytesIn(folder)
    expect(full).toBeGreaterThan(image.data.length * 0.9) // noise does not pack
    await store.add(invertWithin(image, region), { name: 'edited', from: first.id })
    expect(bytesIn(folder) - full).toBeLessThan(5 * 256 * 256 * 3)
  })

  test('holds no more samples in memory than it may, and reads the others again', async () => {
    const image = noise(400, 300)
    const { store } = await openPictures(temporaryFolder(), 2.5 * image.data.length)
    const added = []
    for (const x of [0, 1, 2, 3]) {
      const own = invertWithin(image, { x, y: 0, width: 1, height: 300 })
      added.push({ own, info: await store.add(own, { name: `column ${x}` }) })
    }
    for (const [i, { own, info }] of [...added.entries()].reverse()) {
      const held = (await store.get(info.id)).image
      expect(held === own).toBe(i >= 2) // the last two fit
      expect(samplesOf(held)).toEqual(samplesOf(own))
    }
  })

  test('decodes a picture once for all who ask at the same time', async () => {
    const { folder, store } = await openPictures()
    const { id } = await store.add(noise(300, 300), { name: 'made' })
    const again = await openPictureStore({ folder })
    const [one, other] = await Promise.all([again.get(id), again.get(id)])
    expect(one.image).toBe(other.image)
  })
})

describe('released pictures', () => {
  test('are forgotten with their files, and what others need stays', async () => {
    const { folder, store } = await openPictures()
    const image = noise(600, 300)
    const first = await store.add(image, { name: 'made' })
    const edited = invertWithin(image, region)
    const second = await store.add(edited, { name: 'edited', from: first.id, region })
    await store.release([first.id, 'never seen'])
    await expect(store.info(first.id)).rejects.toThrow(UserError)
    await expect(store.get(first.id)).rejects.toThrow(UserError)
    const again = await openPictureStore({ folder })
    expect(samplesOf((await again.get(second.id)).image)).toEqual(samplesOf(edited))
    await again.release([second.id])
    expect(readdirSync(folder)).toEqual([])
  })

  test('free a file that is open twice only when both are gone', async () => {
    const { folder, store } = await openPictures()
    const first = await store.open('assets/photographs/cat.png')
    const second = await store.open('assets/photographs/cat.png')
    expect(second.id).not.toBe(first.id)
    await store.release([first.id])
    const again = await openPictureStore({ folder })
    expect((await again.get(second.id)).image.width).toBe(second.width)
    await again.release([second.id])
    expect(readdirSync(folder)).toEqual([])
  })
})

test('changes that are asked for at the same time do not take files from each other', async () => {
  const { folder, store } = await openPictures()
  const image = noise(300, 40)
  const samples = (x: number) => invertWithin(image, { x, y: 0, width: 1, height: 40 })
  const first = await store.add(samples(0), { name: 'first' })
  const [, second, third] = await Promise.all([
    store.release([first.id]),
    store.add(samples(0), { name: 'the same samples' }),
    store.add(samples(1), { name: 'made from the first', from: first.id }),
    store.open('assets/photographs/cat.png').then(({ id }) => store.release([id])),
  ])
  const again = await openPictureStore({ folder })
  expect(samplesOf((await again.get(second.id)).image)).toEqual(samplesOf(samples(0)))
  expect(samplesOf((await again.get(third.id)).image)).toEqual(samplesOf(samples(1)))
  await again.release([second.id, third.id])
  expect(readdirSync(folder)).toEqual([])
})

describe('the files of a picture', () => {
  async function filesOfEdit() {
    const { store } = await openPictures()
    const source = await store.open('assets/photographs/astronaut.png')
    const { image } = await store.get(source.id)
    const edited = invertWithin(image, region)
    const result = await store.add(edited, { name: 'edited', from: source.id, region })
    const files = (await store.files([source.id, result.id])).map(({ name, path }) => ({
      name: `pictures/${name}`,
      bytes: new Uint8Array(readFileSync(path)),
    }))
    return { edited, source, result, files }
  }

  test('make the same pictures in another store', async () => {
    const { edited, source, result, files } = await filesOfEdit()
    const { store: other } = await openPictures()
    const ids = await other.restore(files)
    expect([...ids.keys()].sort()).toEqual([source.id, result.id].sort())
    const id = ids.get(result.id) ?? ''
    expect(id).not.toBe(result.id)
    expect(await other.info(id)).toEqual({ ...result, id })
    expect(samplesOf((await other.get(id)).image)).toEqual(samplesOf(edited))
  })

  test('are refused when one is missing, changed, or names what lies elsewhere', async () => {
    const { files } = await filesOfEdit()
    const { folder, store } = await openPictures()
    const without = files.filter(({ name }) => !name.endsWith('.tiles'))
    await expect(store.restore(without)).rejects.toThrow(/is missing/)
    const changed = files.map(({ name, bytes }) =>
      name.endsWith('.source') ? { name, bytes: bytes.slice(0, -1) } : { name, bytes },
    )
    await expect(store.restore(changed)).rejects.toThrow(/was changed/)
    const hostile = files.map(({ name, bytes }) => {
      const text = Buffer.from(bytes).toString('latin1')
      const other = text.replace(/"source":"[^"]*"/, '"source":"../../elsewhere.source"')
      return name.endsWith('.json') ? { name, bytes: Buffer.from(other) } : { name, bytes }
    })
    await expect(store.restore(hostile)).rejects.toThrow(UserError)
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('a file that is no picture', () => {
  test.each([
    ['empty.png', '', /^empty\.png is empty/],
    ['text.jpg', 'not a picture at all', /^text\.jpg is not an image/],
  ])('is refused by its name: %s', async (name, content, message) => {
    const { folder, store } = await openPictures()
    const path = join(temporaryFolder(), name)
    writeFileSync(path, content)
    await expect(store.open(path)).rejects.toThrow(message)
    await expect(store.open(path)).rejects.toThrow(UserError)
    await expect(store.openBytes(Buffer.from(content), { name })).rejects.toThrow(message)
    expect(readdirSync(folder)).toEqual([])
  })

  test('is refused where it ends too early, and nothing of it stays', async () => {
    const { folder, store } = await openPictures()
    const path = join(temporaryFolder(), 'cut.jpg')
    await encodeImage(gradient(300, 200), path)
    const bytes = readFileSync(path)
    writeFileSync(path, bytes.subarray(0, bytes.length / 2))
    await expect(store.open(path)).rejects.toThrow(/^cut\.jpg is a damaged or incomplete JPEG/)
    expect(readdirSync(folder)).toEqual([])
  })

  test('that is not there is named', async () => {
    const { store } = await openPictures()
    await expect(store.open('/nowhere/gone.png')).rejects.toThrow(/^gone\.png does not exist/)
  })

  test('in the folder of the store hides only itself', async () => {
    const { folder, store } = await openPictures()
    const { id } = await store.add(noise(30, 30), { name: 'made' })
    copyFileSync('package.json', join(folder, 'stranger.json'))
    const again = await openPictureStore({ folder })
    expect((await again.get(id)).image.width).toBe(30)
  })
})
