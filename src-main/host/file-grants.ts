/**
 * Paths as opaque tokens: the host seals what the user chose, the engine opens what the page names.
 * Nobody without the key can make a token, so the page can only name files that were granted.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { FileGrant } from '../../src-shared/contract/pictures-api.ts'
import { sentence } from '../../src-shared/contract/sentences.ts'
import { UserError } from '../../src-shared/contract/user-error.ts'

const CIPHER = 'aes-256-gcm'
const NONCE = 12
const TAG = 16

export interface FileGrants {
  readonly seal: (path: string) => FileGrant
  /** The path; throws UserError for a token that was not sealed with the same key. */
  readonly open: (grant: FileGrant) => string
}

/** A key for one run of the program, as text. */
export function newGrantKey(): string {
  return randomBytes(32).toString('base64url')
}

/** Seals and opens with the key that newGrantKey made. */
export function fileGrants(key: string): FileGrants {
  const secret = Buffer.from(key, 'base64url')
  return {
    seal: (path) => {
      const nonce = randomBytes(NONCE)
      const cipher = createCipheriv(CIPHER, secret, nonce)
      const sealed = [nonce, cipher.update(path, 'utf8'), cipher.final(), cipher.getAuthTag()]
      return Buffer.concat(sealed).toString('base64url')
    },
    open: (grant) => {
      const sealed = Buffer.from(grant, 'base64url')
      try {
        const cipher = createDecipheriv(CIPHER, secret, sealed.subarray(0, NONCE), {
          authTagLength: TAG,
        })
        cipher.setAuthTag(sealed.subarray(-TAG))
        const path = cipher.update(sealed.subarray(NONCE, -TAG))
        return Buffer.concat([path, cipher.final()]).toString('utf8')
      } catch (cause) {
        throw new UserError(sentence('fileNotChosen'), { cause })
      }
    },
  }
}
