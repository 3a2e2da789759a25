/**
 * What the program tells people that a page may want to say in another language: English sentences by name, with values
 * in braces. Whoever has the name says it in its own words; whoever has not, as it stands here.
 */

export const SENTENCES = {
  // Files that are opened.
  fileMissing: '{file} does not exist; check the path',
  fileForbidden: '{file} may not be read; change its permissions',
  fileUnopened: '{file} cannot be opened; check the path',
  fileUnread: '{file} cannot be read; check the disk',
  fileIsFolder: '{file} is a folder; name an image in it',
  fileIsNone: '{file} is not a file; name an image file',
  fileEmpty: '{file} is empty; copy or export it again',
  fileTooLarge: '{file} has more than {limit} megapixels; scale it down first',
  fileDepth: '{file} has {depth} samples; convert it to 8 or 16 bits per sample',
  fileChannels: '{file} has {channels} channels; convert it to grey or RGB',
  fileUnknown: '{file} is not an image that is read here; convert it to {formats}',
  fileDamaged: '{file} is a damaged or incomplete {format} file; copy or export it again',
  fileNotChosen: 'This file was not chosen in this session; choose it again',
  // What was changed or left out in opening one.
  fileConverted: '{file} was converted from {space} to sRGB',
  fileFirstOfMany: 'only the first of the {pages} pictures in {file} is read',
  fileExifDamaged: 'the EXIF data of {file} is damaged and left out',
  // Files that are written.
  formatTooSmall:
    '{file}: {format} holds at most {side} pixels a side, not {width} x {height}; write PNG or TIFF',
  formatOpaque: '{file}: {format} holds no transparency; write PNG, WebP, TIFF or AVIF',
  notWritten: '{file} could not be written; choose another place',
  diskFull:
    '{file} was not written: no space is left on the disk; free some or choose another place',
  quotaFull:
    '{file} was not written: the disk quota is used up; free some space or choose another place',
  diskSmall:
    '{file} was not written: the disk does not take files of this size; choose another place',
  diskReadOnly: '{file} was not written: the disk is read-only; choose another place',
  folderForbidden:
    '{file} was not written: the folder may not be written to; change its permissions or choose another place',
  folderGone: '{file} was not written: the folder does not exist any more; create it first',
  nameTooLong: '{file} was not written: the name is too long; choose a shorter one',
  // What the system refuses, where no file is named.
  systemFull: 'No space is left on the device; free some or choose another place.',
  systemQuota: 'The disk quota is used up; free some space or choose another place.',
  systemReadOnly: 'The file system is read-only; choose another place.',
  systemForbidden: 'Permission is denied; change the permissions or choose another place.',
  systemMissing: 'There is no such file or folder; check the path.',
  systemNoFolder: 'A part of the path is not a folder; check the path.',
  systemFolder: 'It is a folder; name a file.',
  systemBusy: 'Too many files are open; close some programs and try again.',
  // Selections.
  maskSize:
    'The mask {file} has {width} x {height} pixels, the picture has {pictureWidth} x {pictureHeight}; scale the mask to the picture',
  maskEmpty: 'The mask {file} selects no pixel; paint white what is to be selected',
  holeEmpty: 'The mask selects no pixel; paint white what is to be replaced.',
  holeWhole: 'The mask selects every pixel; leave some to keep.',
  holeBeside: 'The mask does not lie within the picture; select again in this picture.',
  strokesBeside: 'The strokes lie beside the picture or are transparent; paint in it.',
  learnTooLittle:
    'The selection leaves no {size}x{size} pixels of the picture to learn from; select less of it.',
  // Runs.
  blendSizes:
    'The photographs have {width} x {height} and {otherWidth} x {otherHeight} pixels; crop or scale them to one size.',
  blendAlone: 'Choose a second picture to blend with.',
  restoreNothing: 'Nothing to restore: give a mask, ask for colours, or give a scale.',
  memoryShort:
    'The memory does not suffice; close documents or other programs, or make the picture smaller.',
  modelMissing: 'There is no model {model}; choose one of {models}.',
  modelFixed: 'The model {model} came with the program and stays as it is.',
  modelUnknown:
    '{file} is none of the files that are read here: safetensors, PyTorch (.bin, .pt) or ONNX; download it again',
  modelEmpty: '{file} is empty; download it again',
  modelUnread: '{file} cannot be read; check that it is there and its permissions',
  modelIsNone: '{file} is not a file; choose a file of weights or the folder of a model',
  modelShort: '{file} ends too early; download it again',
  modelTooLarge:
    'The model is larger than what a browser takes at once; export it on the command line with models export',
  engineDied:
    'The part of Selfsame that worked on this has stopped and is being started again; try once more.',
  unreachable:
    'Selfsame cannot be reached; if that lasts, start it again: documents that were not saved are offered there.',
  defect: 'Selfsame failed in a way it should not; save the diagnostics and report it.',
  // Pictures and documents.
  cropBeside: 'The crop does not lie within the picture; draw it again',
  pictureTooLarge: '{width} x {height} is more than {limit} megapixels; choose a smaller size',
  pictureForgotten: 'This picture is not kept any more; open its file again',
  pictureLost: '{file} cannot be read from the session folder any more; open it again',
  documentForgotten: 'Nothing is kept of this document any more; open its file again.',
  documentElsewhere: 'This document is open in another window; go on there.',
  documentDamaged:
    'The saved state of "{title}" is damaged; open its picture anew, or an older project file.',
  historyForgotten: 'This step of the history is not on the disk any more; go to a later one.',
  // Projects and recipes.
  projectNone: '{file} is not a project of Selfsame; choose a .selfsame file.',
  projectNewer: '{file} was made by a newer Selfsame; update Selfsame to open it.',
  projectDamaged: '{file} is damaged; use an undamaged copy.',
  projectTorn: '{file} is damaged or no project; use an undamaged copy.',
  projectIncomplete: '{file} lacks a picture that it names; use an undamaged copy.',
  projectSwelling: '{file} would unpack to far more than its size; do not trust it.',
  projectUnread: '{file} cannot be read; check that it is there and may be read.',
  projectTooLarge: 'The project is larger than 4 GB; delete results that are not needed.',
  recipeNone: '{file} is not a recipe; choose a file that was saved as one.',
  recipeNewer: '{file} was made by a newer Selfsame; update Selfsame to use it.',
  recipeDamaged: '{file} is a damaged recipe: {fault}; save the recipe again.',
  recipePicture:
    '{file} is not the picture that the recipe was made from, or it has been changed since; give the original, whose SHA-256 begins with {hash}.',
  recipeModel:
    'The model {model} is not the one that the recipe was made with; install the one whose SHA-256 begins with {hash}.',
  // Folders.
  folderEmpty: '{folder} holds no picture; choose a folder with photographs.',
  folderUnread: '{folder} is no folder that can be read; choose another one.',
  // Models that are brought in. What stands in {kind} and {fault} is for experts, and stays English.
  modelDamaged: '{file} is damaged or not {kind}: {fault}; download or export it again',
  modelForeign:
    '{file} is {kind}. Selfsame edits with consistency models of pixels; bring one of those',
  modelPointer:
    '{file} is only a Git LFS pointer, not the weights; fetch the real file with "git lfs pull"',
  modelWebPage:
    '{file} is a web page, not the file that it links to; download it with the button of that page',
  modelPacked: '{file} is packed with {program}; unpack it first',
  modelRuns:
    '{file} wants to run {program}, which weights have no need of; nothing of it was run. Use a safetensors file of the model',
  modelNvidia:
    '{file} is a network of NVIDIA with its program inside, which would have to be run to read it; nothing of it was run. Save its weights (the state_dict of "ema") as a safetensors file with NVIDIA\'s own programs, and bring that in',
  modelCheckpoint:
    '{file} is a checkpoint of a training program with settings inside; save its weights alone as safetensors',
  modelOldTorch:
    "{file} is in PyTorch's format of before 2020, which is not read; load it in a current PyTorch and save it again, or use a safetensors file of the model",
  modelNames:
    '{file} holds {count} tensors, of which the first is called {first}: none of the networks that are known here names its tensors so; bring a consistency model in the layout of diffusers or of OpenAI',
  modelUnset:
    "{file} says nothing of its network's settings; put the config.json of the model beside it, or bring the whole folder",
  modelSideless:
    '{file} does not tell how large its pictures are; put their side into its name, as in "model-64.pt", or the config.json of the model beside it',
  modelLayout: "{file}: {key} {fault}; use a consistency model in diffusers' layout",
  modelSettings:
    "{file}: {key} {fault}; use a model of diffusers' UNet2DModel kind with settings that are known here",
  modelTensorExtra:
    '{file}: tensor {tensor} has no place in the network; use the weights and the config.json of one model',
  modelTensorMissing:
    '{file}: tensor {tensor} is missing; use the weights and the config.json of one model',
  modelTensorShape:
    '{file}: tensor {tensor} has the shape {shape}, not {expected}; use the weights and the config.json of one model',
  modelInfinite:
    '{file}: tensor {tensor} holds values that are not finite; export the model again in 32 bits',
  modelChanged: '{file} changed while it was read; try again',
  modelGone: '{file} is not there; check the path',
  modelSplit: '{folder} keeps its weights in several files, which is not read; join them first',
  modelSeveral: '{folder} holds several files of weights; choose one of them',
  modelNone: '{folder} holds no model: {file} is missing; choose the folder that it lies in',
  graphNotImages:
    '{file} has no input and output of RGB images [B, 3, height, width]; its inputs are {inputs}. Selfsame edits with consistency models of pixels; bring one of those',
  graphNoNoise:
    '{file} has no input for a noise level: one floating point number, or one for each image; export it with that input',
  graphExtraInput:
    '{file} has the input {input}, which nothing here can fill; export the model with an image, a noise level and at most a class as its inputs',
  graphBeside:
    '{file} keeps weights in {path}, which is not beside it; put that file there, or choose both together',
  graphOblong:
    '{file} takes images of {width} x {height} pixels; only square ones can be used: export it so',
  graphSideless:
    '{file} does not tell how large its images are; export it with a fixed height and width, or put their side into its name, as in "model-64.onnx"',
  graphFails:
    '{file} does not run: {fault}. Check what its inputs were said to be, or export it again',
  graphNoNumbers:
    '{file} gives values that are not numbers; check what its inputs were said to be, or export it again',
  modelNoSpace:
    '{folder} was not written: the model needs {needed}, and {free} of the disk are left; free some space and try again',
  modelExists: '{folder} exists; choose another place',
  uploadTorn: '{file} did not arrive whole; send it again',
  uploadNone: 'No file arrived; send it again',
  // Training.
  photographEmpty: 'an empty file',
  photographMissing: 'a link that leads to no file',
  photographUnknown: 'no picture, or one of an unknown kind',
  photographDamaged: 'damaged: {fault}',
  photographSmall: '{width}x{height} pixels are too few; {side} are needed',
  photographGone: 'The photograph {file} can no longer be read; put it back or begin a new run.',
  photographUnread: '{file} cannot be read; look at the folder again.',
  dataEmpty:
    '{folder} holds no photograph that can be used ({count} files were left out); give a folder with JPEG, PNG, WebP, TIFF or AVIF files.',
  dataUnread: 'The folder {folder} cannot be read; check that it exists and is readable.',
  dataChanged:
    '{folder} no longer holds the photographs that the run in {run} began with; put them back or begin a new run.',
  trainingIdle: 'This training does not run at the moment; resume it first.',
  trainingOver: 'This training is over; begin another from its model.',
  trainingElsewhere:
    'The run in {run} is going on in another process; wait for it, or end that process first.',
  trainingGone: 'This training is not there any more; look at the list again.',
  trainingFailed: 'The training failed in a way it should not; resume it, or begin a new one.',
  trainingDevice: '{device} cannot train here: {fault}; train on the processor (--device cpu).',
  checkpointNone: '{folder} holds no whole checkpoint; train again.',
  featuresUnread: '{file} cannot be read; name an ONNX file.',
  featuresInputs: '{file} takes {count} inputs; a network of features takes one picture or two.',
  featuresOperator:
    '{file} has the operator {operator}, which feature networks cannot use here; those that can are {known}.',
  projectPictures: 'The pictures do not fit together: {fault}; use an undamaged copy',
} as const

export type SentenceName = keyof typeof SENTENCES

export type Values = Readonly<Record<string, string | number>>

/** A sentence for people: its text in English and, where it is one of the table, what a translation needs. */
export interface Sentence {
  readonly text: string
  readonly name?: SentenceName
  readonly values?: Values
}

type ValuesIn<Text extends string> = Text extends `${string}{${infer Key}}${infer Rest}`
  ? Key | ValuesIn<Rest>
  : never

type ValuesOf<Name extends SentenceName> = Readonly<
  Record<ValuesIn<(typeof SENTENCES)[Name]>, string | number>
>

/** A sentence of the table with the values that it wants. */
export function sentence<Name extends SentenceName>(
  name: Name,
  ...[values]: [ValuesIn<(typeof SENTENCES)[Name]>] extends [never] ? [] : [ValuesOf<Name>]
): Sentence {
  return filled(name, values ?? {})
}

function filled(name: SentenceName, values: Values): Sentence {
  const text = SENTENCES[name].replace(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? ''))
  return { text, name, values }
}

/** The sentence with another word for one that occurs in it, such as a name for a path. */
export function reworded({ text, name, values }: Sentence, word: string, other: string): Sentence {
  const replaced = (value: string | number) =>
    typeof value === 'string' ? value.replaceAll(word, other) : value
  if (name === undefined || values === undefined) return { text: text.replaceAll(word, other) }
  return filled(
    name,
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key, replaced(value)])),
  )
}

/** The sentence in what another process sent; only its text where it names none of the table. */
export function parseSentence(text: string, name: unknown, values: unknown): Sentence {
  if (!isName(name) || typeof values !== 'object' || values === null) return { text }
  const known = Object.entries(values).filter(
    (entry): entry is [string, string | number] =>
      typeof entry[1] === 'string' || typeof entry[1] === 'number',
  )
  return { text, name, values: Object.fromEntries(known) }
}

function isName(name: unknown): name is SentenceName {
  return typeof name === 'string' && Object.hasOwn(SENTENCES, name)
}
