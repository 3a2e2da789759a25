/**
 * A tool at work: hands it what the user does and carries out what it wants. Knows no events and no canvas.
 */
import type { MaskPatch, SelectRequest } from '../../src-shared/contract/pictures-api.ts'
import type { Region } from '../../src-shared/tensor/pixels.ts'
import type { EditorDocument } from '../document/document.ts'
import type { Label } from '../document/history.ts'
import { combineMasks } from '../kernels/mask.ts'
import type { Point } from '../kernels/region.ts'
import type {
  KeyInput,
  PointerInput,
  ToolContext,
  ToolEffect,
  ToolName,
  ToolPreview,
} from '../tools/tool.ts'
import { startTool } from '../tools/tools.ts'

export interface SessionHost {
  readonly context: () => ToolContext
  readonly select: (request: SelectRequest) => Promise<MaskPatch>
  /** Shows a document; what differs from the one shown before is `dirty`, or unknown. */
  readonly show: (document: EditorDocument, dirty?: Region | null) => void
  readonly preview: (preview: ToolPreview) => void
  readonly commit: (document: EditorDocument, label: Label) => void
  readonly pick: (at: Point) => void
  readonly crop: (region: Region) => void
  readonly pan: (by: Point) => void
  readonly failed: (error: unknown) => void
}

export interface ToolSession {
  /** Takes up another tool; what the last one had begun is dropped. */
  readonly take: (name: ToolName) => void
  readonly pointer: (input: PointerInput) => void
  /** False for a key that means nothing to the tool. */
  readonly key: (input: KeyInput) => boolean
  /** The document was changed by somebody else: what was begun is dropped. */
  readonly reset: () => void
}

export function createToolSession(start: ToolName, host: SessionHost): ToolSession {
  let name = start
  let tool = startTool(name)

  function perform(effects: readonly ToolEffect[]): void {
    for (const effect of effects) carryOut(effect, host)
    host.preview(tool.preview())
  }

  function reset(): void {
    tool = startTool(name)
    host.show(host.context().document)
    host.preview(tool.preview())
  }

  return {
    take: (next) => {
      name = next
      reset()
    },
    pointer: (input) => perform(tool.pointer(input, host.context())),
    key: (input) => {
      const effects = tool.key(input, host.context())
      if (effects === null) return false
      perform(effects)
      return true
    },
    reset,
  }
}

function carryOut(effect: ToolEffect, host: SessionHost): void {
  switch (effect.kind) {
    case 'draft':
      return host.show(effect.document, effect.dirty)
    case 'commit':
      return host.commit(effect.document, effect.label)
    case 'drop':
      return host.show(host.context().document)
    case 'select':
      return void select(effect, host)
    case 'pick':
      return host.pick(effect.at)
    case 'crop':
      return host.crop(effect.region)
    case 'pan':
      return host.pan(effect.by)
  }
}

/** Combines the answer with the mask as it is by then; an answer for another picture is dropped. */
async function select(
  { request, how, label }: Extract<ToolEffect, { kind: 'select' }>,
  host: SessionHost,
): Promise<void> {
  try {
    const patch = await host.select(request)
    const { document } = host.context()
    if (document.picture.id !== request.id) return
    host.commit({ ...document, mask: combineMasks(document.mask, patch, how) }, label)
  } catch (error) {
    host.failed(error)
  }
}
