/**
 * The jobs there are, in memory and on the disk. Decides nothing; whoever changes a job is followed by whoever listens.
 */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'
import { keepJob, keepStanding, readJobs } from './kept-job.ts'
import type { KeptJob, NewPictures, Standing } from './kept-job.ts'

export interface JobTable {
  readonly all: () => readonly KeptJob[]
  readonly has: (id: string) => boolean
  /** Throws UserError where there is no such job. */
  readonly find: (id: string) => KeptJob
  readonly folderOf: (id: string) => string
  readonly add: (job: KeptJob, pictures: NewPictures) => Promise<void>
  /** Changes how a job stands, here and on the disk. */
  readonly change: (id: string, changes: Partial<Standing>) => Promise<void>
  /** Changes it here alone: what a run repeats all the time is kept with its next checkpoint. */
  readonly note: (id: string, changes: Partial<Standing>) => void
  /** Takes the job off the table; its files stay until erase(). */
  readonly forget: (id: string) => void
  readonly erase: (id: string) => Promise<void>
}

export interface JobTableOptions {
  /** Folder of the jobs' folders. */
  readonly root: string
  readonly log: (line: string) => void
  readonly onChange: (id: string) => void
}

/** The table of the jobs that lie below `root`. */
export async function openJobTable({ root, log, onChange }: JobTableOptions): Promise<JobTable> {
  const jobs = new Map((await readJobs(root, log)).map((job) => [job.id, job]))
  // One after another: two writers of one file would take the parts of each other away.
  let writing: Promise<void> = Promise.resolve()
  const write = (id: string, standing: Standing) => {
    const written = writing.then(() => keepStanding(join(root, id), standing))
    writing = written.catch(() => undefined)
    return written
  }
  const find = (id: string): KeptJob => {
    const job = jobs.get(id)
    if (!job) throw new UserError(sentence('trainingGone'))
    return job
  }
  const note = (id: string, changes: Partial<Standing>) => {
    const job = find(id)
    jobs.set(id, { ...job, standing: { ...job.standing, ...changes } })
  }
  return {
    all: () => [...jobs.values()],
    has: (id) => jobs.has(id),
    find,
    note,
    folderOf: (id) => join(root, find(id).id),
    add: async (job, pictures) => {
      await keepJob(join(root, job.id), job, pictures)
      jobs.set(job.id, job)
    },
    change: async (id, changes) => {
      note(id, changes)
      onChange(id)
      await write(id, find(id).standing)
    },
    forget: (id) => void jobs.delete(id),
    erase: async (id) => {
      await writing
      await rm(join(root, id), { recursive: true, force: true })
    },
  }
}
