/**
 * The same task over a whole folder, or over chosen files where the host reaches no folders: what is chosen, how far it
 * is, and how it went.
 */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { GrantedFile } from '../../src-shared/contract/host-api.ts'
import type { BatchProgress } from '../../src-shared/contract/batch-api.ts'
import { useApi } from './api.ts'
import { runHere, type BatchFile, type BatchOutput } from './batch-here.ts'
import { useBatchRun, type BatchChoice } from './batch-run.ts'
import { useEngine } from './engine.ts'
import { useNotices } from './notices.ts'
import type { NamedBytes } from './written-file.ts'
import { useTask } from './task.ts'
import { zipOf } from './zip.ts'

export const useBatch = defineStore('batch', () => {
  const api = useApi()
  const notices = useNotices()
  const engine = useEngine()
  const task = useTask()
  /** True where files are chosen and given back one by one, since the host reaches no folders. */
  const byFiles = computed(() => engine.info?.nativeDialogs === false)
  const files = shallowRef<readonly BatchFile[]>([])
  /** Where the browser writes them, if the user has chosen a folder. */
  const folder = shallowRef<BatchOutput | null>(null)
  const input = shallowRef<GrantedFile | null>(null)
  const output = shallowRef<GrantedFile | null>(null)
  const chosen = computed(() =>
    byFiles.value ? files.value.length > 0 : input.value !== null && output.value !== null,
  )
  const ready = computed(() => chosen.value && task.model !== null)
  const { progress, outcome, start, cancel } = useBatchRun()

  const choose = (which: 'input' | 'output') =>
    notices.guard(async () => {
      const folder = await api.host.chooseFolder()
      if (folder !== null) (which === 'input' ? input : output).value = folder
    })

  async function run(choice: BatchChoice): Promise<void> {
    const [from, to] = [input.value, output.value]
    if (from === null || to === null) return
    await start(choice, async (common, signal) => {
      const folders = { input: from.grant, output: to.grant, skipDone: choice.skipDone }
      outcome.value = await api.batch.run({ ...common, ...folders }, signal)
    })
  }

  /** Edits the chosen files into the chosen folder; without one, the results as one zip, null where there are none. */
  async function runFiles(choice: BatchChoice): Promise<NamedBytes | null> {
    const results: NamedBytes[] = []
    const output = folder.value ?? collectIn(results)
    const { skipDone } = choice
    await start(choice, async (job, signal) => {
      const report = (now: BatchProgress) => (progress.value = now)
      const options = { signal, output, skipDone, now: Date.now, progress: report }
      outcome.value = await runHere(api, { files: files.value, job }, options)
    })
    return results.length === 0 ? null : { name: 'selfsame.zip', bytes: zipOf(results) }
  }

  return {
    byFiles,
    files,
    folder,
    input,
    output,
    progress,
    outcome,
    ready,
    choose,
    run,
    runFiles,
    cancel,
  }
})

/** Takes results for a zip. */
function collectIn(results: NamedBytes[]): Pick<BatchOutput, 'has' | 'put'> {
  return {
    has: () => Promise.resolve(false),
    put: (file) => Promise.resolve(void results.push(file)),
  }
}
