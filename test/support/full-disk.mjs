// Preloaded into the program: the disk that holds the folder FULL_DISK takes a hundred bytes and is then full; where
// FULL_DISK_WHILE names a file, only while that file is there.
import { existsSync } from 'node:fs'
import fs from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { resolve, sep } from 'node:path'

const folder = resolve(process.env.FULL_DISK) + sep
const mark = process.env.FULL_DISK_WHILE
const { appendFile, open, writeFile } = fs

function full(path) {
  const error = new Error(`ENOSPC: no space left on device, write '${path}'`)
  return Object.assign(error, { code: 'ENOSPC', errno: -28, syscall: 'write' })
}

const isFull = (path) =>
  resolve(String(path)).startsWith(folder) && (mark === undefined || existsSync(mark))

fs.open = async (path, flags, mode) => {
  const file = await open(path, flags, mode)
  if (!/[wa+]/.test(String(flags))) return file
  const write = file.writeFile.bind(file)
  file.writeFile = async (data) => {
    if (!isFull(path)) return write(data)
    await file.write(Buffer.from(data).subarray(0, 100))
    throw full(path)
  }
  return file
}

fs.writeFile = async (path, data, options) => {
  if (!isFull(path)) return writeFile(path, data, options)
  await writeFile(path, data.slice(0, 100), options)
  throw full(path)
}

fs.appendFile = async (path, data, options) => {
  if (!isFull(path)) return appendFile(path, data, options)
  throw full(path)
}

syncBuiltinESMExports()
