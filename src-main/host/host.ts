/**
 * What the application needs of the program that it runs in. Only interfaces: Electron and the loopback server
 * implement them, and a test can.
 */
import type { ClosingWay, HostInfo } from '../../src-shared/contract/host-api.ts'
import type { Dispose, Port } from '../../src-shared/contract/port.ts'

/** A process that was started for work that must not stop this one. */
export interface WorkerProcess {
  /** Closes when the process ends. */
  readonly port: Port
  /** Called once, with what is known of the end, such as 'signal SIGKILL' or 'code 1'. */
  readonly onExit: (listener: (reason: string) => void) => Dispose
  readonly kill: () => void
}

export interface WorkerOptions {
  readonly args: readonly string[]
  /** What the process is; the engine if not given. Only the engine is handed pages, and a probe's output is nobody's business. */
  readonly role?: 'engine' | 'trainer' | 'probe'
  /** Variables in addition to those of this process. */
  readonly env: Readonly<Record<string, string>>
}

/** What the user brought to the program, as in the contract. */
export interface OpenedPaths {
  readonly paths: readonly string[]
  readonly left: number
}

/** The desktop around the program. All paths are absolute and never reach the page. */
export interface Desktop {
  /** Open dialogs; empty or null when the user backs out. */
  chooseImages(): Promise<readonly string[]>
  chooseProject(): Promise<string | null>
  chooseFolder(): Promise<string | null>
  chooseModel(): Promise<string | null>
  chooseSaveTarget(suggestedName: string): Promise<string | null>
  recentFiles(): Promise<readonly string[]>
  reveal(path: string): void
  showProgress(fraction: number | null): void
  /** Keeps the machine from going to sleep, whatever showProgress() says. */
  keepAwake(needed: boolean): void
  notify(message: { readonly title: string; readonly body: string }): void
  setUnsaved(titles: readonly string[]): void
  onClosing(listener: (way: ClosingWay) => void): Dispose
  answerClosing(ready: boolean): void
  onCommand(listener: (command: string) => void): Dispose
  onOpenFiles(listener: (opened: OpenedPaths) => void): Dispose
}

export interface Host {
  readonly info: HostInfo
  /** Where settings, the session's pictures and logs are kept; exists. */
  readonly dataFolder: string
  /** What comes with the program: folders, and the network of features as a file. */
  readonly resources: Readonly<Record<'models' | 'samples' | 'features', string>>
  /** The script of the engine process, as a path. */
  readonly engineEntry: string
  /** The script of a probe, which tries a device. */
  readonly probeEntry: string
  /** The script of the trainer process. */
  readonly trainerEntry: string
  readonly startWorker: (entry: string, options: WorkerOptions) => WorkerProcess
  /** Whether the machine runs on its battery; false where nobody knows. */
  readonly isOnBattery: () => Promise<boolean>
  /** Null where pages upload and download instead. */
  readonly desktop: Desktop | null
}
