/**
 * Turns the menu plan into the system's menu. Decides nothing but that keys are shown, not caught: the page catches
 * them, since the user can change them there.
 */
import { Menu, type MenuItemConstructorOptions } from 'electron'
import type { MenuEntry } from '../desktop/menu-plan.ts'

export interface MenuActions {
  readonly command: (name: string) => void
  readonly openFile: (path: string) => void
  readonly clearRecent: () => void
}

/** Replaces Electron's own menu, and with it the keys by which it reloads, closes and zooms. */
export function installMenu(plan: readonly MenuEntry[], actions: MenuActions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(plan.map((entry) => toItem(entry, actions))))
}

function toItem(entry: MenuEntry, actions: MenuActions): MenuItemConstructorOptions {
  switch (entry.kind) {
    case 'separator':
      return { type: 'separator' }
    case 'role':
      return entry.label === undefined
        ? { role: entry.role }
        : { role: entry.role, label: entry.label }
    case 'command':
      return {
        label: entry.label,
        click: () => actions.command(entry.command),
        ...(entry.keys === undefined
          ? {}
          : { accelerator: entry.keys, registerAccelerator: false }),
      }
    case 'file':
      return { label: entry.label, click: () => actions.openFile(entry.path) }
    case 'clear-recent':
      return { label: entry.label, click: () => actions.clearRecent() }
    case 'menu':
      return { label: entry.label, submenu: entry.entries.map((inner) => toItem(inner, actions)) }
  }
}
