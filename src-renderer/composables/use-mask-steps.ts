/** Steps that change the whole selection at once, each one entry of the history. */
import { useDocuments } from '../stores/documents.ts'
import { withMaskStep, type MaskStep } from '../stores/document-steps.ts'
import { useImpressions } from '../stores/impressions.ts'
import { message } from '../stores/message.ts'

export function useMaskSteps() {
  const documents = useDocuments()
  const impressions = useImpressions()

  /** `pixels` says how far a step at the edge goes. First impressions belong to the state that they were asked for. */
  return (step: MaskStep, pixels = 0): void => {
    if (documents.current === null) return
    impressions.drop()
    documents.change(withMaskStep(documents.current, step, pixels), message(`history.mask.${step}`))
  }
}
