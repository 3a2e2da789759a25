#!/usr/bin/env node
/**
 * Collects the photographs that the model is trained on out of Debian packages, following the curated list in photographs.json.
 * Every picture keeps its licence: the output folder receives one subfolder per package and a LICENCES.md that names them all.
 */
import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { extname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { inflateRawSync, inflateSync } from 'node:zlib'

const HELP = `Usage: fetch-photographs.mjs OUTPUT [--only PACKAGE]... [--cache FOLDER]
Downloads the Debian packages listed in photographs.json (with apt-get and dpkg) and stores their photographs in OUTPUT/PACKAGE, none longer than 3000 pixels, beside a LICENCES.md.`

const LONGEST_SIDE = 3000
const JPEG_QUALITY = 95

/** Reads the command line; prints the help and leaves when there is nothing to do. */
function readCommandLine() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      only: { type: 'string', multiple: true },
      cache: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help || positionals.length !== 1) {
    console.log(HELP)
    process.exit(values.help ? 0 : 1)
  }
  return {
    output: resolve(positionals[0]),
    only: values.only,
    cache: values.cache && resolve(values.cache),
  }
}

/** Downloads a package into the folder, unless it is there already, and returns the path of its .deb file. */
function download(name, folder) {
  const find = () =>
    readdirSync(folder).find((file) => file.startsWith(`${name}_`) && file.endsWith('.deb'))
  if (!find())
    execFileSync('apt-get', ['download', name], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  return join(folder, find())
}

/** Unpacks a .deb file into the folder and returns that folder and the version of the package. */
function unpack(deb, folder) {
  mkdirSync(folder, { recursive: true })
  execFileSync('dpkg', ['-x', deb, folder])
  const version = execFileSync('dpkg-deb', ['-f', deb, 'Version'], { encoding: 'utf8' }).trim()
  return { root: folder, version }
}

/** Lists the files of a zip archive (a .pk3 is one) as a map from path to a function that returns the bytes. */
function readZip(file) {
  const data = readFileSync(file)
  const end = data.lastIndexOf('PK\x05\x06', data.length, 'latin1')
  const entries = new Map()
  let at = data.readUInt32LE(end + 16)
  for (let left = data.readUInt16LE(end + 10); left > 0; left--) {
    const nameLength = data.readUInt16LE(at + 28)
    const header = {
      method: data.readUInt16LE(at + 10),
      size: data.readUInt32LE(at + 20),
      offset: data.readUInt32LE(at + 42),
    }
    entries.set(data.toString('utf8', at + 46, at + 46 + nameLength), () =>
      readZipEntry(data, header),
    )
    at += 46 + nameLength + data.readUInt16LE(at + 30) + data.readUInt16LE(at + 32)
  }
  return entries
}

/** Returns the bytes of one zip entry, stored or deflated. */
function readZipEntry(data, { method, size, offset }) {
  const start = offset + 30 + data.readUInt16LE(offset + 26) + data.readUInt16LE(offset + 28)
  const bytes = data.subarray(start, start + size)
  return method === 0 ? bytes : inflateRawSync(bytes)
}

/** Lists the files of a Qt resource archive (.rcc) as a map from path to a function that returns the bytes. */
function readRcc(file) {
  const data = readFileSync(file)
  if (data.toString('latin1', 0, 4) !== 'qres') throw new Error(`${file} is no Qt resource archive`)
  const [version, tree, payloads, names] = [4, 8, 12, 16].map((at) => data.readUInt32BE(at))
  const entries = new Map()
  const visit = (index, parent) => {
    const node = tree + index * (version >= 2 ? 22 : 14)
    const flags = data.readUInt16BE(node + 4)
    const path = index === 0 ? '' : join(parent, readRccName(data, names + data.readUInt32BE(node)))
    if (flags & 2) {
      const first = data.readUInt32BE(node + 10)
      for (let child = 0; child < data.readUInt32BE(node + 6); child++) visit(first + child, path)
    } else {
      entries.set(path, () => readRccEntry(data, payloads + data.readUInt32BE(node + 10), flags))
    }
  }
  visit(0, '')
  return entries
}

/** Returns a name of a Qt resource archive: its length, a hash, then UTF-16 with the high byte first. */
function readRccName(data, at) {
  const length = data.readUInt16BE(at)
  return Buffer.from(data.subarray(at + 6, at + 6 + 2 * length))
    .swap16()
    .toString('utf16le')
}

/** Returns the bytes of one file of a Qt resource archive, plain or compressed with zlib. */
function readRccEntry(data, at, flags) {
  const bytes = data.subarray(at + 4, at + 4 + data.readUInt32BE(at))
  if (flags & 4) throw new Error('Zstandard resources are not supported')
  return flags & 1 ? inflateSync(bytes.subarray(4)) : bytes
}

const ARCHIVE_READERS = { '.rcc': readRcc, '.pk3': readZip }

/** Returns a function from a listed path to its bytes, whether the package holds plain files or archives. */
function openPackage(root, { folder, archives, inside = '' }) {
  const base = join(root, folder)
  if (!archives) return (path) => readFileSync(join(base, path))
  const files = readdirSync(base, { recursive: true }).filter((file) => extname(file) === archives)
  const entries = new Map(files.flatMap((file) => [...ARCHIVE_READERS[archives](join(base, file))]))
  return (path) => {
    const read = entries.get(join(inside, path))
    if (!read) throw new Error(`${path} is not in the archives of ${folder}`)
    return read()
  }
}

/** Stores a picture as it is, or as a JPEG no longer than LONGEST_SIDE when it is larger; returns the file name. */
async function store(sharp, bytes, path, folder) {
  const name = path.replaceAll('/', '-')
  const { width, height } = await sharp(bytes).metadata()
  if (Math.max(width, height) <= LONGEST_SIDE) {
    writeFileSync(join(folder, name), bytes)
    return name
  }
  const smaller = `${name.slice(0, -extname(name).length)}.jpg`
  await sharp(bytes)
    .resize(LONGEST_SIDE, LONGEST_SIDE, { fit: 'inside', kernel: 'lanczos3' })
    .flatten({ background: '#000' })
    .jpeg({ quality: JPEG_QUALITY, chromaSubsampling: '4:4:4' })
    .toFile(join(folder, smaller))
  return smaller
}

/** Fetches one package and stores its photographs; returns what LICENCES.md has to say about it. */
async function fetchPackage(sharp, name, entry, output, work) {
  const { root, version } = unpack(download(name, work), join(work, 'unpacked', name))
  const read = openPackage(root, entry)
  const folder = join(output, name)
  mkdirSync(folder, { recursive: true })
  const groups = []
  for (const { licence, author, files } of entry.pictures) {
    const stored = []
    for (const path of files) stored.push(await store(sharp, read(path), path, folder))
    groups.push({ licence, author, stored })
  }
  const count = groups.reduce((sum, { stored }) => sum + stored.length, 0)
  console.log(`${name} ${version}: ${count} photographs`)
  return { name, version, count, note: entry.note, groups }
}

/** Writes the licences of all pictures as Markdown: a summary, then a section per package. */
function describe(packages) {
  const lines = [
    '# Licences of the training photographs',
    '',
    '| package | version | files | licences |',
    '|---|---|---|---|',
  ]
  for (const { name, version, count, groups } of packages) {
    lines.push(
      `| ${name} | ${version} | ${count} | ${[...new Set(groups.map(({ licence }) => licence))].join(', ')} |`,
    )
  }
  for (const { name, note, groups } of packages) {
    lines.push('', `## ${name}`, '', ...(note ? [note, ''] : []))
    for (const { licence, author, stored } of groups) {
      lines.push(`- **${licence}**${author ? `, ${author}` : ''}: ${stored.join(', ')}`)
    }
  }
  return `${lines.join('\n')}\n`
}

/** Fetches all packages, or those asked for, one after the other. */
async function main() {
  const { output, only, cache } = readCommandLine()
  const { default: sharp } = await import('sharp')
  sharp.concurrency(1)
  const list = JSON.parse(readFileSync(new URL('photographs.json', import.meta.url), 'utf8'))
  const work = cache ?? mkdtempSync(join(tmpdir(), 'photographs-'))
  for (const folder of [output, work])
    if (!existsSync(folder)) mkdirSync(folder, { recursive: true })
  const done = []
  for (const [name, entry] of Object.entries(list)) {
    if (!only || only.includes(name))
      done.push(await fetchPackage(sharp, name, entry, output, work))
  }
  writeFileSync(join(output, 'LICENCES.md'), describe(done))
  if (!cache) rmSync(work, { recursive: true })
}

await main()
