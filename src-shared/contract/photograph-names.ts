/** Which files of a folder may be photographs, by their names. */

const ENDING = /\.(jpe?g|png|webp|tiff?|avif)$/i

/** For a path with '/' between names; what is hidden is none, such as thumbnails and what systems write beside files. */
export const isPhotographPath = (path: string): boolean =>
  ENDING.test(path) && !path.split('/').some(isHiddenName)

export const isHiddenName = (name: string): boolean => name.startsWith('.')
