/** Writes the smallest model there is to a folder, as a program of its own: `make-tiny-model.ts FOLDER`. */
import { writeTinyModel } from './tiny-model.ts'

await writeTinyModel(process.argv[2] ?? '')
