import { execFileSync } from 'node:child_process'
import {
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { UserError } from '../../../src-shared/contract/user-error.ts'
import { encodeImage } from '../../../src-main/images/encode.ts'
import {
  checkOutput,
  explainWriteError,
  writeOutput,
} from '../../../src-main/images/output-file.ts'
import { noise, temporaryFolder } from './pictures.ts'

const bytes = Uint8Array.of(1, 2, 3)

async function refusal(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => 'nothing was refused',
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(UserError)
  return String(error)
}

test('a result is written whole and nothing else is left in the folder', async () => {
  const folder = temporaryFolder()
  await writeOutput(join(folder, 'a.png'), bytes)
  expect(readdirSync(folder)).toEqual(['a.png'])
  expect([...readFileSync(join(folder, 'a.png'))]).toEqual([1, 2, 3])
})

test('an existing file is overwritten only when that is allowed', async () => {
  const path = join(temporaryFolder(), 'a.png')
  writeFileSync(path, 'old')
  expect(await refusal(writeOutput(path, bytes))).toContain(`${path} exists; choose another`)
  expect(readFileSync(path, 'utf8')).toBe('old')
  await writeOutput(path, bytes, { force: true })
  expect([...readFileSync(path)]).toEqual([1, 2, 3])
})

test('the source is never overwritten, by whatever name it is called', async () => {
  const folder = temporaryFolder()
  const source = join(folder, 'source.png')
  writeFileSync(source, 'precious')
  symlinkSync(source, join(folder, 'symbolic.png'))
  linkSync(source, join(folder, 'hard.png'))
  const names = [
    source,
    relative(process.cwd(), source),
    join(folder, '..', folder.split('/').at(-1) ?? '', 'source.png'),
    join(folder, 'symbolic.png'),
    join(folder, 'hard.png'),
  ]
  for (const path of names) {
    for (const force of [true, false]) {
      const sentence = await refusal(writeOutput(path, bytes, { force, sources: [source] }))
      expect(sentence).toContain(`${path} is the source itself`)
    }
  }
  expect(readFileSync(source, 'utf8')).toBe('precious')
})

test('a link to another file stays a link', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'real.png'), 'old')
  symlinkSync(join(folder, 'real.png'), join(folder, 'link.png'))
  await writeOutput(join(folder, 'link.png'), bytes, { force: true })
  expect(lstatSync(join(folder, 'link.png')).isSymbolicLink()).toBe(true)
  expect([...readFileSync(join(folder, 'real.png'))]).toEqual([1, 2, 3])
})

test('a missing folder, a folder as the output and a file as the folder are refused', async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'a.png'))
  writeFileSync(join(folder, 'b'), '')
  expect(await refusal(checkOutput(join(folder, 'none', 'a.png')))).toContain('does not exist')
  expect(await refusal(checkOutput(join(folder, 'a.png'), { force: true }))).toContain(
    'is a folder; name a file in it',
  )
  expect(await refusal(checkOutput(join(folder, 'b', 'a.png')))).toContain('is not a folder')
})

test('a disk that takes only a part of the file leaves the old one and nothing beside it', () => {
  const folder = temporaryFolder()
  const path = join(folder, 'a.png')
  writeFileSync(path, 'old')
  const module = new URL('../../../src-main/images/output-file.ts', import.meta.url)
  const script = `
    import { writeOutput } from ${JSON.stringify(module.href)}
    const large = new Uint8Array(1_000_000)
    await writeOutput(${JSON.stringify(path)}, large, { force: true }).catch(console.log)`
  const limited = ['-c', 'ulimit -f 8; exec "$0" --input-type=module -e "$1"']
  const said = execFileSync('sh', [...limited, process.execPath, script], { encoding: 'utf8' })
  expect(said).toContain(`UserError: ${path} was not written: the disk does not take files of this`)
  expect(readdirSync(folder)).toEqual(['a.png'])
  expect(readFileSync(path, 'utf8')).toBe('old')
})

test.each([
  ['ENOSPC', 'a.png was not written: no space is left on the disk; free some'],
  ['EACCES', 'a.png was not written: the folder may not be written to; change its permissions'],
  ['EROFS', 'a.png was not written: the disk is read-only; choose another place'],
])('the error %s of the system is said with what to do', (code, sentence) => {
  const error = explainWriteError('a.png', Object.assign(new Error(code), { code }))
  expect(error).toBeInstanceOf(UserError)
  expect(String(error)).toContain(sentence)
})

test("an error that is nobody's fault comes back as it is", () => {
  const error = new TypeError('a defect')
  expect(explainWriteError('a.png', error)).toBe(error)
})

test('a pipe or device is not replaced by a file', async () => {
  const path = join(temporaryFolder(), 'pipe.png')
  execFileSync('mkfifo', [path])
  const sentence = await refusal(writeOutput(path, bytes, { force: true }))
  expect(sentence).toContain('pipe.png is a pipe or device')
  expect(lstatSync(path).isFIFO()).toBe(true)
})

test('a name that is too long for the disk leaves nothing behind', async () => {
  const folder = temporaryFolder()
  const path = join(folder, `${'a'.repeat(300)}.png`)
  expect(await refusal(writeOutput(path, bytes))).toContain('the name is too long')
  expect(readdirSync(folder)).toEqual([])
})

test('an image that its format cannot hold is refused before anything is written', async () => {
  const folder = temporaryFolder()
  for (const [extension, side] of [
    ['webp', 16383],
    ['avif', 16384],
    ['jpg', 65500],
  ] as const) {
    const path = join(folder, `wide.${extension}`)
    expect(await refusal(encodeImage(noise(side + 1, 1), path))).toContain(`at most ${side} pixels`)
  }
  await encodeImage(noise(65500, 1), join(temporaryFolder(), 'widest.jpg'))
  const clear = noise(4, 4, { channels: 4 })
  expect(await refusal(encodeImage(clear, join(folder, 'a.jpg')))).toContain('no transparency')
  expect(await refusal(encodeImage(clear, join(folder, 'a.gif')))).toContain('not written as .gif')
  expect(await refusal(encodeImage(clear, join(folder, 'a')))).toContain('no extension')
  expect(readdirSync(folder)).toEqual([])
})

test('transparency that hides nothing is left out of a JPEG', async () => {
  const folder = temporaryFolder()
  const image = noise(8, 8, { channels: 4 })
  for (let i = 3; i < image.data.length; i += 4) image.data[i] = 255
  await encodeImage(image, join(folder, 'a.jpg'))
  expect(readdirSync(folder)).toEqual(['a.jpg'])
})
