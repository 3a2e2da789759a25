/**
 * A plan of the page as the command that would train the same, for the model's card. Pure.
 */
import type { FieldValue, TrainingPlan } from '../../src-shared/contract/training-api.ts'
import { spellCommand } from '../training/spell-command.ts'

/** `selfsame train FOLDER ...` for a folder of this name. */
export function planCommand(plan: TrainingPlan, folder: string): string {
  const { recipe, base, length, batch, strength, fields, patience, seed, device } = plan
  const set = Object.entries(fields ?? {}).map(([name, value]) => `${name}=${wordOf(value)}`)
  const { exclude } = plan.data
  return spellCommand(folder, {
    recipe,
    from: base ?? undefined,
    ...length,
    batch,
    strength,
    set: set.length > 0 ? set : undefined,
    exclude: exclude.length > 0 ? exclude : undefined,
    patience: patience ?? undefined,
    seed,
    device,
  })
}

/** As --set takes a value. */
function wordOf(value: FieldValue): string {
  if (value === null) return 'none'
  return typeof value === 'object' ? value.join('+') : String(value)
}
