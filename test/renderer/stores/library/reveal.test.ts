import { expect, test } from 'vitest'
import { useLibrary } from '../../../../src-renderer/stores/library/library.ts'
import { appDouble } from '../../support/app-double.ts'
import { withApp } from '../../support/with-app.ts'

test('the folder of a model is shown by its grant, since no path reaches the page', async () => {
  const revealed: string[] = []
  const { api } = appDouble({
    models: { folder: (id) => Promise.resolve({ grant: `sealed ${id}`, name: id }) },
    host: { reveal: (grant) => Promise.resolve(void revealed.push(grant)) },
  })
  await withApp(api, () => useLibrary().reveal('rooms'))
  expect(revealed).toEqual(['sealed rooms'])
})
