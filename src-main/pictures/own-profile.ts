/**
 * Which pictures have colours that a screen does not take as they are. Only looks; converts nothing.
 */
import { profileFits } from '../images/metadata/image-metadata.ts'
import { isStandardProfile } from '../images/metadata/profile-name.ts'
import type { StoredPicture } from './picture-store.ts'

/** The profile in which the samples are meant; null where that is sRGB or does not fit them. */
export function ownProfile({ info, image, metadata: { icc } }: StoredPicture): Uint8Array | null {
  const isOwn =
    icc !== undefined && profileFits(icc, image, 'png') && !isStandardProfile(info.profile)
  return isOwn ? icc : null
}
