/**
 * The table of commands, in the order in which the help lists them.
 * A new command is one file beside this one and one line here.
 */
import type { Command } from '../command.ts'
import { parityCommand } from '../parity/parity-command.ts'
import { benchDefaultsCommand } from './bench-defaults.ts'
import { benchLearnCommand } from './bench-learn.ts'
import { benchPublishedCommand } from './bench-published.ts'
import { benchQualityCommand } from './bench-quality.ts'
import { benchSpeedCommand } from './bench-speed.ts'
import { benchTrainingCommand } from './bench-training.ts'
import { blendCommand } from './blend.ts'
import { datasetCommand } from './dataset.ts'
import { demoCommand } from './demo.ts'
import { devicesCommand } from './devices.ts'
import { colorizeCommand } from './edit-colorize.ts'
import { denoiseCommand } from './edit-denoise.ts'
import { inpaintCommand } from './edit-inpaint.ts'
import { restoreCommand } from './edit-restore.ts'
import { strokeCommand } from './edit-stroke.ts'
import { upscaleCommand } from './edit-upscale.ts'
import { generateCommand } from './generate.ts'
import { modelsCorrectCommand } from './models-correct.ts'
import { modelsExportCommand } from './models-export.ts'
import { modelsImportCommand } from './models-import.ts'
import { modelsListCommand } from './models-list.ts'
import { modelsMixCommand } from './models-mix.ts'
import { modelsPublishedCommand } from './models-published.ts'
import { modelsRemoveCommand } from './models-remove.ts'
import { modelsRenameCommand } from './models-rename.ts'
import { modelsShowCommand } from './models-show.ts'
import { replayCommand } from './replay.ts'
import { trainCommand } from './train.ts'

export const COMMANDS: readonly Command[] = [
  inpaintCommand,
  colorizeCommand,
  upscaleCommand,
  denoiseCommand,
  strokeCommand,
  restoreCommand,
  blendCommand,
  generateCommand,
  replayCommand,
  datasetCommand,
  trainCommand,
  modelsListCommand,
  modelsShowCommand,
  modelsImportCommand,
  modelsCorrectCommand,
  modelsExportCommand,
  modelsMixCommand,
  modelsRemoveCommand,
  modelsRenameCommand,
  modelsPublishedCommand,
  devicesCommand,
  parityCommand,
  benchSpeedCommand,
  benchPublishedCommand,
  benchQualityCommand,
  benchLearnCommand,
  benchTrainingCommand,
  benchDefaultsCommand,
  demoCommand,
]
