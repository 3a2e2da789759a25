/**
 * Errors of the operating system that the user can mend, in words. Names no file and no path: whoever tells the user
 * knows whether these may be told.
 */

/** Code of the operating system -> what is wrong and what to do. */
const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on the device; free some or choose another place',
  EDQUOT: 'the disk quota is used up; free some space or choose another place',
  EROFS: 'the file system is read-only; choose another place',
  EACCES: 'permission is denied; change the permissions or choose another place',
  EPERM: 'the operation is not permitted; change the permissions or choose another place',
  ENOENT: 'no such file or folder; check the path',
  ENOTDIR: 'a part of the path is not a folder; check the path',
  EISDIR: 'it is a folder; name a file',
  EMFILE: 'too many files are open; close some programs and try again',
}

/** What is wrong and what to do, without a full stop; undefined for any other error. */
export function systemErrorWords(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return SYSTEM_ERRORS[String(error.code)]
}
