/**
 * The native menu as plain data. Decides what stands in it; may not touch the system, which is the shell's part.
 */
import type { Words } from './words.ts'

/** A command is named like the page's own actions; a role is something that the system does by itself. */
export type MenuEntry =
  | {
      readonly kind: 'command'
      readonly label: string
      readonly command: string
      readonly keys?: string
    }
  | { readonly kind: 'role'; readonly label?: string; readonly role: MenuRole }
  | { readonly kind: 'file'; readonly label: string; readonly path: string }
  | { readonly kind: 'clear-recent'; readonly label: string }
  | { readonly kind: 'separator' }
  | { readonly kind: 'menu'; readonly label: string; readonly entries: readonly MenuEntry[] }

export type MenuRole =
  | 'about'
  | 'services'
  | 'hide'
  | 'hideOthers'
  | 'unhide'
  | 'quit'
  | 'cut'
  | 'copy'
  | 'paste'
  | 'minimize'
  | 'zoom'
  | 'front'
  | 'togglefullscreen'
  | 'toggleDevTools'

export interface MenuSituation {
  readonly platform: string
  readonly words: Words
  /** Paths of files that were opened before, latest first. */
  readonly recent: readonly string[]
  /** True while the program is run from its sources; adds the inspector. */
  readonly development: boolean
}

const separator: MenuEntry = { kind: 'separator' }

const role = (name: MenuRole, label?: string): MenuEntry =>
  label === undefined ? { kind: 'role', role: name } : { kind: 'role', role: name, label }

const command = (label: string, name: string, keys?: string): MenuEntry =>
  keys === undefined
    ? { kind: 'command', label, command: name }
    : { kind: 'command', label, command: name, keys }

/** The menus from left to right. */
export function menuPlan(situation: MenuSituation): readonly MenuEntry[] {
  const menus = [
    fileMenu(situation),
    editMenu(situation),
    selectMenu(situation.words),
    taskMenu(situation.words),
    viewMenu(situation),
    helpMenu(situation.words),
  ]
  return situation.platform === 'darwin' ? [macMenu(situation.words), ...menus] : menus
}

function macMenu(words: Words): MenuEntry {
  const entries: MenuEntry[] = [
    role('about'),
    separator,
    command(words.settings, 'view.settings', 'CmdOrCtrl+,'),
    separator,
    role('services'),
    role('hide'),
    role('hideOthers'),
    role('unhide'),
    separator,
    role('quit'),
  ]
  return { kind: 'menu', label: 'Selfsame', entries }
}

function fileMenu({ platform, words, recent }: MenuSituation): MenuEntry {
  const files = recent.map((path): MenuEntry => ({ kind: 'file', label: nameOf(path), path }))
  const entries: MenuEntry[] = [
    command(words.open, 'file.open', 'CmdOrCtrl+O'),
    command(words.openProject, 'file.openProject', 'CmdOrCtrl+Shift+O'),
    {
      kind: 'menu',
      label: words.openRecent,
      entries: [...files, separator, { kind: 'clear-recent', label: words.clearRecent }],
    },
    separator,
    command(words.save, 'file.save', 'CmdOrCtrl+S'),
    command(words.saveAs, 'file.saveAs', 'CmdOrCtrl+Shift+S'),
    command(words.export, 'file.export', 'CmdOrCtrl+E'),
    command(words.saveRecipe, 'file.saveRecipe'),
    command(words.replay, 'file.replay'),
    separator,
    command(words.batch, 'file.batch', 'CmdOrCtrl+B'),
    separator,
    command(words.close, 'file.close', 'CmdOrCtrl+W'),
  ]
  const last = platform === 'darwin' ? [] : [separator, role('quit', words.quit)]
  return { kind: 'menu', label: words.file, entries: [...entries, ...last] }
}

/** On macOS the keys of text fields come from the menu, so that cut, copy and paste have to be the system's there. */
function editMenu({ platform, words }: MenuSituation): MenuEntry {
  const clipboard =
    platform === 'darwin'
      ? [role('cut'), role('copy'), role('paste')]
      : [command(words.copy, 'edit.copy', 'CmdOrCtrl+C'), role('paste', words.paste)]
  const settings =
    platform === 'darwin'
      ? []
      : [separator, command(words.settings, 'view.settings', 'CmdOrCtrl+,')]
  const entries: MenuEntry[] = [
    command(words.undo, 'edit.undo', 'CmdOrCtrl+Z'),
    command(words.redo, 'edit.redo', 'CmdOrCtrl+Shift+Z'),
    separator,
    ...clipboard,
    separator,
    command(words.rotateLeft, 'edit.rotateLeft'),
    command(words.rotateRight, 'edit.rotateRight'),
    command(words.flipHorizontal, 'edit.flipHorizontal'),
    command(words.flipVertical, 'edit.flipVertical'),
    command(words.resize, 'edit.resize', 'CmdOrCtrl+Alt+I'),
    ...settings,
  ]
  return { kind: 'menu', label: words.edit, entries }
}

function selectMenu(words: Words): MenuEntry {
  const entries: MenuEntry[] = [
    command(words.selectAll, 'select.all', 'CmdOrCtrl+A'),
    command(words.deselect, 'select.clear', 'CmdOrCtrl+D'),
    command(words.invert, 'select.invert', 'CmdOrCtrl+Shift+I'),
    separator,
    command(words.grow, 'select.grow', 'CmdOrCtrl+Shift+Up'),
    command(words.shrink, 'select.shrink', 'CmdOrCtrl+Shift+Down'),
    command(words.feather, 'select.feather', 'CmdOrCtrl+Shift+F'),
    separator,
    command(words.importMask, 'select.import'),
    command(words.exportMask, 'select.export'),
  ]
  return { kind: 'menu', label: words.select, entries }
}

function taskMenu(words: Words): MenuEntry {
  const kinds = words.tasks.map(([kind, label], index) =>
    command(label, `task.${kind}`, `Alt+${index + 1}`),
  )
  const entries: MenuEntry[] = [
    ...kinds,
    separator,
    command(words.apply, 'task.apply', 'CmdOrCtrl+Enter'),
    command(words.cancel, 'task.cancel'),
    separator,
    command(words.recall, 'results.recall'),
  ]
  return { kind: 'menu', label: words.task, entries }
}

function viewMenu({ platform, words, development }: MenuSituation): MenuEntry {
  const window =
    platform === 'darwin' ? [separator, role('minimize'), role('zoom'), role('front')] : []
  const entries: MenuEntry[] = [
    command(words.fit, 'view.fit', 'CmdOrCtrl+0'),
    command('100 %', 'view.zoom100', 'CmdOrCtrl+1'),
    command('200 %', 'view.zoom200', 'CmdOrCtrl+2'),
    command(words.zoomIn, 'view.zoomIn', 'CmdOrCtrl+Plus'),
    command(words.zoomOut, 'view.zoomOut', 'CmdOrCtrl+-'),
    separator,
    command(words.compare, 'view.split'),
    command(words.residual, 'view.residual'),
    separator,
    command(words.training, 'view.training', 'Alt+T'),
    command(words.library, 'view.models', 'Alt+M'),
    separator,
    role('togglefullscreen', words.fullScreen),
    ...(development ? [role('toggleDevTools', words.inspector)] : []),
    ...window,
  ]
  return { kind: 'menu', label: words.view, entries }
}

function helpMenu(words: Words): MenuEntry {
  const entries = [
    command(words.shortcuts, 'help.shortcuts'),
    command(words.diagnostics, 'help.diagnostics'),
  ]
  return { kind: 'menu', label: words.help, entries }
}

function nameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}
