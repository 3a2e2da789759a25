/** How small and large a brush can be, in pixels of the picture. */

export const SMALLEST_BRUSH = 1
export const LARGEST_BRUSH = 1000
