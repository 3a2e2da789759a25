/**
 * The settings of the page, read from what the host keeps. What does not fit takes its usual value,
 * so that a file edited by hand or written by another version never stops the program.
 */
import { DEVICE_CHOICES, type DeviceChoice } from '../../src-shared/contract/devices-api.ts'
import type { TaskKind } from '../../src-shared/contract/edits-api.ts'
import type { Settings } from '../../src-shared/contract/host-api.ts'
import { TASK_KINDS } from './task-table.ts'

export const THEMES = ['system', 'light', 'dark'] as const
export const LANGUAGES = ['system', 'en', 'de', 'zh', 'ja'] as const

/** What turning the wheel over the picture does. */
export const WHEELS = ['zoom', 'scroll'] as const

export type Theme = (typeof THEMES)[number]
export type Wheel = (typeof WHEELS)[number]
export type Language = (typeof LANGUAGES)[number]

export interface PageSettings {
  readonly theme: Theme
  readonly language: Language
  readonly wheel: Wheel
  /** Shows a first impression after each gesture. */
  readonly preview: boolean
  /** The line about the device has been read. */
  readonly welcomed: boolean
  /** Devices that the user has chosen, by task; the others are automatic. */
  readonly devices: Readonly<Partial<Record<TaskKind, DeviceChoice>>>
  /** Chords of the user's own, by action; an empty text takes the keys away. */
  readonly shortcuts: Readonly<Record<string, string>>
}

export const USUAL: PageSettings = {
  theme: 'system',
  language: 'system',
  wheel: 'zoom',
  preview: true,
  welcomed: false,
  devices: {},
  shortcuts: {},
}

export function readSettings(settings: Settings): PageSettings {
  return {
    theme: oneOf(THEMES, settings['theme'], USUAL.theme),
    language: oneOf(LANGUAGES, settings['language'], USUAL.language),
    wheel: oneOf(WHEELS, settings['wheel'], USUAL.wheel),
    preview: flag(settings['preview'], USUAL.preview),
    welcomed: flag(settings['welcomed'], USUAL.welcomed),
    devices: chosenDevices(texts(settings['devices'])),
    shortcuts: texts(settings['shortcuts']),
  }
}

/** What the host is told to keep. */
export function writeSettings(changes: Partial<PageSettings>): Settings {
  const { shortcuts, devices, ...plain } = changes
  return {
    ...plain,
    ...(shortcuts && { shortcuts: JSON.stringify(shortcuts) }),
    ...(devices && { devices: JSON.stringify(devices) }),
  }
}

/** The language to speak: the one that was chosen, else the first that the system asks for and that we have. */
export function languageFor(
  chosen: Language,
  asked: readonly string[],
): Exclude<Language, 'system'> {
  if (chosen !== 'system') return chosen
  const known = LANGUAGES.filter((language) => language !== 'system')
  for (const tag of asked) {
    const match = known.find((language) => tag.toLowerCase().startsWith(language))
    if (match !== undefined) return match
  }
  return 'en'
}

function oneOf<T extends string>(allowed: readonly T[], value: unknown, usual: T): T {
  return allowed.find((entry) => entry === value) ?? usual
}

function flag(value: unknown, usual: boolean): boolean {
  return typeof value === 'boolean' ? value : usual
}

function chosenDevices(chosen: Readonly<Record<string, string>>): PageSettings['devices'] {
  const known = TASK_KINDS.flatMap((kind) => {
    const device = DEVICE_CHOICES.find((choice) => choice === chosen[kind])
    return device === undefined ? [] : [[kind, device] as const]
  })
  return Object.fromEntries(known)
}

/** Texts by name, as they are kept: in one text. */
function texts(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'string') return {}
  const parsed = parse(value)
  if (typeof parsed !== 'object' || parsed === null) return {}
  return Object.fromEntries(
    Object.entries(parsed).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  )
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
