/** The browser's own choice of files or of a folder. */
import type { PathFile } from './read-folder.ts'

/** Empty when the user backs out. */
export function upload(accept: string, multiple: boolean): Promise<readonly File[]> {
  const input = document.createElement('input')
  input.accept = accept
  input.multiple = multiple
  return chosenBy(input)
}

/** All files below a folder; empty when the user backs out. */
export async function uploadedFolder(): Promise<readonly PathFile[]> {
  const input = document.createElement('input')
  input.webkitdirectory = true
  return (await chosenBy(input)).map((file) => ({
    path: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath,
    file,
  }))
}

function chosenBy(input: HTMLInputElement): Promise<readonly File[]> {
  input.type = 'file'
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve([...(input.files ?? [])]))
    input.addEventListener('cancel', () => resolve([]))
    input.click()
  })
}
