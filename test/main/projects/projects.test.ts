/** Projects as files and after a crash: what goes in comes out, and what is hostile is refused in a sentence. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { strToU8, unzipSync, zipSync } from 'fflate'
import type { Zippable } from 'fflate'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openPictureStore } from '../../../src-main/pictures/open-picture-store.ts'
import type { PictureStore } from '../../../src-main/pictures/picture-store.ts'
import { createProjectsService } from '../../../src-main/projects/projects-service.ts'
import type { DocumentState } from '../../../src-shared/contract/projects-api.ts'
import { UserError } from '../../../src-shared/contract/user-error.ts'
import { encodePng } from '../../support/drawn-photographs.ts'
import { drawPicture } from '../../support/editing.ts'

let folder: string
let pictures: PictureStore
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'selfsame-projects-'))
  pictures = await openPictureStore({ folder: join(folder, 'pictures') })
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const source = encodePng(drawPicture(40, 30))
const serviceOf = (name: string, store = pictures) =>
  createProjectsService({ folder: join(folder, name), pictures: store, now: () => 1234 })

/** A document with a photograph and a result of 16 bits. */
async function makeDocument(): Promise<DocumentState> {
  const photo = await pictures.openBytes(source, { name: 'photo.png' })
  const deep = await pictures.add(drawPicture(20, 10, { depth: 16, channels: 4 }), {
    name: 'photo.png',
  })
  return {
    document: 'doc',
    title: 'photo.png',
    state: JSON.stringify({ head: deep.id, source: photo.id, note: 'Ünï' }),
    pictures: [photo.id, deep.id],
  }
}

describe('a project file', () => {
  test('holds the source byte for byte, and opens elsewhere with the same samples', async () => {
    const made = await makeDocument()
    const zip = await serviceOf('a').pack(made)
    const held = Object.values(unzipSync(zip)).map((bytes) => Buffer.from(bytes).toString('hex'))
    expect(held).toContain(Buffer.from(source).toString('hex'))
    const elsewhere = await openPictureStore({ folder: join(folder, 'elsewhere') })
    const opened = await serviceOf('b', elsewhere).unpack({
      kind: 'bytes',
      name: 'b.selfsame',
      bytes: zip,
    })
    expect(opened).toMatchObject({ document: 'doc', title: 'photo.png' })
    const [photo = '', deep = ''] = opened.pictures
    expect(JSON.parse(opened.state)).toEqual({ head: deep, source: photo, note: 'Ünï' })
    for (const [i, id] of made.pictures.entries()) {
      const [before, after] = [
        await pictures.get(id),
        await elsewhere.get(opened.pictures[i] ?? ''),
      ]
      expect(after.image).toEqual(before.image)
      expect(after.info).toEqual({ ...before.info, id: opened.pictures[i] })
    }
  })

  test('is read from a path, too, and is the same file each time', async () => {
    const made = await makeDocument()
    const service = serviceOf('a')
    const path = join(folder, 'my.selfsame')
    await writeFile(path, await service.pack(made))
    expect(Buffer.from(await service.pack(made))).toEqual(await readFile(path))
    expect(await service.unpack({ kind: 'path', path })).toMatchObject({ title: 'photo.png' })
    const missing = service.unpack({ kind: 'path', path: join(folder, 'gone.selfsame') })
    await expect(missing).rejects.toThrow(/^gone\.selfsame cannot be read;/)
  })
})

describe('a project file that is not what it should be', () => {
  const changed = (change: (files: Zippable) => void) => (zip: Uint8Array) => {
    const files: Zippable = unzipSync(zip)
    change(files)
    return zipSync(files)
  }
  const manifestWith = (field: object) =>
    changed((files) => {
      const text = Buffer.from(files['manifest.json'] as Uint8Array).toString('utf8')
      files['manifest.json'] = strToU8(
        JSON.stringify({ ...(JSON.parse(text) as object), ...field }),
      )
    })
  /** A zip whose directory claims `size` bytes for its first file. */
  const claiming = (size: number) => (zip: Uint8Array) => {
    const bytes = Buffer.from(zip)
    bytes.writeUInt32LE(size, bytes.indexOf('PK\x01\x02', 0, 'latin1') + 24)
    return new Uint8Array(bytes)
  }
  const wrongs: readonly (readonly [string, (zip: Uint8Array) => Uint8Array, RegExp])[] = [
    ['cut off', (zip) => zip.slice(0, zip.length / 2), /damaged/],
    ['empty', () => new Uint8Array(0), /damaged/],
    ['a photograph', () => source, /damaged/],
    ['with a path out of it', changed((f) => (f['pictures/../../x.json'] = strToU8('x'))), /not a/],
    ['with an absolute path', changed((f) => (f['/etc/x.json'] = strToU8('x'))), /not a project/],
    ['of a later version', manifestWith({ version: 2 }), /newer Selfsame; update/],
    ['of another program', manifestWith({ format: 'other' }), /not a project/],
    ['without a title', manifestWith({ title: 3 }), /damaged/],
    ['with another state', changed((f) => (f['state.json'] = strToU8('{}'))), /damaged/],
    ['that claims to hold 3 GB', claiming(3e9), /far more than its size/],
    ['that claims a byte too much', claiming(100_000), /damaged/],
    [
      'with a changed picture',
      changed((f) => {
        for (const name of Object.keys(f)) {
          if (name.endsWith('.source')) f[name] = strToU8('another')
        }
      }),
      /was changed; use an undamaged copy/,
    ],
  ]
  test.each(wrongs)('%s is refused in a sentence', async (_, spoil, sentence) => {
    const service = serviceOf('a')
    const zip = spoil(await service.pack(await makeDocument()))
    const error: unknown = await service
      .unpack({ kind: 'bytes', name: 'b.selfsame', bytes: zip })
      .catch((reason: unknown) => reason)
    if (!(error instanceof UserError)) throw error
    expect(error.message).toMatch(sentence)
    expect(error.message.split('\n')).toHaveLength(1)
  })
})

describe('recovery', () => {
  test('gives back the last state that was kept, also to a later start', async () => {
    const made = await makeDocument()
    await serviceOf('a').autosave({ ...made, state: 'older' })
    await serviceOf('a').autosave(made)
    const later = serviceOf('a', await openPictureStore({ folder: join(folder, 'pictures') }))
    expect(await later.recoverable()).toEqual([
      { document: 'doc', title: 'photo.png', savedAt: 1234 },
    ])
    expect(await later.recover('doc')).toEqual(made)
  })

  test('forgets what is discarded with its pictures, but none that another one needs', async () => {
    const made = await makeDocument()
    const [shared = '', own = ''] = made.pictures
    const service = serviceOf('a')
    await service.autosave(made)
    await service.autosave({ ...made, document: '../../b', pictures: [shared] })
    await service.discard('doc')
    expect(await service.recoverable()).toHaveLength(1)
    await expect(pictures.info(own)).rejects.toThrow()
    expect(await pictures.info(shared)).toMatchObject({ id: shared })
    await expect(service.recover('doc')).rejects.toThrow(/Nothing is kept/)
    expect((await readdir(folder)).sort()).toEqual(['a', 'pictures'])
  })

  test('forgets a document that is saved, whose pictures stay while it is open', async () => {
    const made = await makeDocument()
    const service = serviceOf('a')
    await service.autosave(made)
    await service.settle('doc')
    expect(await service.recoverable()).toEqual([])
    for (const id of made.pictures) expect(await pictures.info(id)).toMatchObject({ id })
  })

  test('keeps at the next start what it needs and nothing else', async () => {
    const service = serviceOf('recovery')
    const [needed, closed] = [await makeDocument(), await makeDocument()]
    const step = await service.stash(Uint8Array.of(1))
    const temporary = await service.stash(Uint8Array.of(2))
    await service.autosave({ ...needed, state: JSON.stringify({ stash: step }) })
    await serviceOf('recovery').sweep()
    expect([...(await pictures.ids())].sort()).toEqual([...needed.pictures].sort())
    for (const id of closed.pictures) await expect(pictures.info(id)).rejects.toThrow(UserError)
    expect([...(await service.unstash(step))]).toEqual([1])
    await expect(service.unstash(temporary)).rejects.toThrow(UserError)
    expect((await service.recover('doc')).pictures).toEqual(needed.pictures)
  })

  test('deletes nothing while it cannot read what was kept', async () => {
    const made = await makeDocument()
    const service = serviceOf('recovery')
    await service.autosave({ ...made, pictures: [] })
    await writeFile(join(folder, 'recovery', 'recovery', 'later.json'), '{"version":2}')
    await service.sweep()
    expect(await pictures.ids()).toHaveLength(made.pictures.length)
  })

  test('passes over what a crash left half written', async () => {
    const made = await makeDocument()
    const service = serviceOf('a')
    await service.autosave(made)
    const [file = ''] = await readdir(join(folder, 'a', 'recovery'))
    await writeFile(join(folder, 'a', 'recovery', `${file}.part`), '{"version":1,"sav')
    await writeFile(join(folder, 'a', 'recovery', 'broken.json'), '{"version":1,"sav')
    expect(await service.recoverable()).toHaveLength(1)
    expect(await service.recover('doc')).toEqual(made)
  })

  test('survives that the process is killed while it saves again and again', async () => {
    const script = `
      import { createProjectsService } from ${JSON.stringify(resolve('src-main/projects/projects-service.ts'))}
      const service = createProjectsService({ folder: process.argv[1], pictures: {}, now: Date.now })
      for (let i = 0; ; i++) {
        const state = String(i).padEnd(3_000_000, '.')
        await service.autosave({ document: 'doc', title: 't', state, pictures: [] })
        if (i === 0) process.stdout.write('saved')
      }`
    for (const delay of [1, 7, 18]) {
      const place = join(folder, 'killed')
      const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script, place])
      await once(child.stdout, 'data')
      await new Promise((done) => setTimeout(done, delay))
      child.kill('SIGKILL')
      await once(child, 'close')
      const { state } = await serviceOf('killed').recover('doc')
      expect(state).toMatch(/^\d+\.*$/)
      expect(state).toHaveLength(3_000_000)
    }
  })
})

test('bytes put aside come back by their key, and no path is one', async () => {
  const service = serviceOf('a')
  const bytes = Uint8Array.of(1, 2, 3)
  const key = await service.stash(bytes)
  expect(await service.unstash(key)).toEqual(bytes)
  await expect(service.unstash('../recovery/x')).rejects.toThrow(/go to a later one/)
  await service.autosave({ document: 'd', title: '', state: `{"old":"${key}"}`, pictures: [] })
  await service.discard('d')
  await expect(service.unstash(key)).rejects.toThrow()
})
