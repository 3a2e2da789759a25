/** The command on the card of a model that was trained from the window. */
import { expect, test } from 'vitest'
import { trainCommand } from '../../../src-main/cli/commands/train.ts'
import { parseArguments } from '../../../src-main/cli/parse-arguments.ts'
import { planCommand } from '../../../src-main/trainer/plan-command.ts'
import type { TrainingPlan } from '../../../src-shared/contract/training-api.ts'

const plan: TrainingPlan = {
  name: 'My garden',
  data: {
    source: { kind: 'folder', grant: 'sealed' },
    exclude: ['blurred one.jpg', 'red, blue.jpg'],
    include: [],
  },
  recipe: 'adapt',
  base: 'selfsame-base',
  length: { steps: 300 },
  strength: 2,
  batch: 4,
  fields: { 'metric.kind': 'l1', averageRates: [0.9, 0.99], 'optimizer.maxNorm': null },
  seed: 7,
  patience: null,
  mainsOnly: true,
}

test('is what the command line takes for the same training', () => {
  const command = planCommand(plan, 'my garden')
  expect(command).toBe(
    "selfsame train 'my garden' --recipe adapt --from selfsame-base --steps 300 --batch 4 --strength 2 " +
      "--set metric.kind=l1,averageRates=0.9+0.99,optimizer.maxNorm=none --exclude 'blurred one.jpg,red\\, blue.jpg' --seed 7",
  )
  const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(
    ([, inner, word]) => inner ?? word ?? '',
  )
  const { operands, options } = trainCommand
  const parsed = parseArguments(operands, options, [...words.slice(2), '--out', 'model'])
  expect(parsed.operands).toEqual({ FOLDER: 'my garden' })
  expect(parsed.options).toMatchObject({
    ...{ recipe: 'adapt', from: 'selfsame-base', steps: 300, batch: 4, strength: 2, seed: 7 },
    set: ['metric.kind=l1', 'averageRates=0.9+0.99', 'optimizer.maxNorm=none'],
    exclude: ['blurred one.jpg', 'red, blue.jpg'],
  })
})
