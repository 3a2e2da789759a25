/**
 * `models export`: writes a model for other programs.
 */
import { resolve } from 'node:path'
import type { ModelFormat } from '../../../src-shared/contract/models-api.ts'
import { exportModel } from '../../models/exporting/export-model.ts'
import { findModel } from '../../models/library.ts'
import { defineCommand } from '../command.ts'
import { choice, required, text } from '../options.ts'

export const modelsExportCommand = defineCommand(
  {
    name: 'models export',
    summary: 'Write a model for other programs',
    operands: { MODEL: 'the id of a model of the library, or a model folder' },
    options: {
      format: required(
        choice<ModelFormat>(['diffusers', 'onnx'], "diffusers' layout, or an ONNX graph of f"),
      ),
      out: required(text({ placeholder: 'DIR', help: 'folder to make' })),
    },
    examples: [
      'models export selfsame-base --format onnx --out base-onnx',
      'models export runs/mine --format diffusers --out mine',
    ],
  },
  async ({ operands, options }, { print, progress, signal }) => {
    const record = await findModel(operands.MODEL)
    const out = resolve(options.out)
    await exportModel({
      record,
      format: options.format,
      out,
      signal,
      onProgress: ({ phase, fraction }) =>
        progress.show({ label: phase, done: fraction, total: 1 }),
    })
    print(`${record.id} written to ${out}`)
    return { report: { id: record.id, format: options.format, out } }
  },
)
