/** Taking tools in hand and setting them. */
import { useTask } from '../../stores/task.ts'
import { toolsOf } from '../../stores/task-table.ts'
import { useView } from '../../stores/view.ts'
import type { Colour } from '../../kernels/paint-layer.ts'
import type { ToolName } from '../../tools/tool.ts'
import { always, type Action } from './action.ts'

const TOOL_KEYS: Readonly<Record<ToolName, readonly string[]>> = {
  brush: ['B'],
  eraser: ['E'],
  rectangle: ['M', 'U'],
  ellipse: ['O'],
  lasso: ['L'],
  polygon: ['P'],
  wand: ['W'],
  'same-colour': ['S'],
  'colour-brush': ['N'],
  picker: ['I'],
  crop: ['C'],
  hand: ['H'],
}

const BLACK: Colour = [0, 0, 0]
const WHITE: Colour = [255, 255, 255]

export function useToolActions(): readonly Action[] {
  const task = useTask()
  const view = useView()
  let spare: Colour = WHITE

  /** B takes the brush that the task has: one that selects, or one that colours. */
  function brushOf(name: ToolName): ToolName {
    return name === 'brush' && !toolsOf(task.kind).includes('brush') ? 'colour-brush' : name
  }

  const tools = (Object.keys(TOOL_KEYS) as ToolName[]).map((name): Action => ({
    id: `tool.${name}`,
    keys: TOOL_KEYS[name],
    enabled: () => toolsOf(task.kind).includes(brushOf(name)),
    run: () => {
      view.tool = brushOf(name)
    },
  }))

  function swapColours(): void {
    const now = view.settings.colour
    view.changeTool({ colour: spare })
    spare = now
  }

  function defaultColours(): void {
    spare = WHITE
    view.changeTool({ colour: BLACK })
  }

  return [
    ...tools,
    {
      id: 'tool.smaller',
      keys: ['['],
      enabled: always,
      run: () => view.resizeBrush(-1),
      repeats: true,
    },
    {
      id: 'tool.larger',
      keys: [']'],
      enabled: always,
      run: () => view.resizeBrush(1),
      repeats: true,
    },
    {
      id: 'tool.softer',
      keys: ['{'],
      enabled: always,
      run: () => view.hardenBrush(-1),
      repeats: true,
    },
    {
      id: 'tool.harder',
      keys: ['}'],
      enabled: always,
      run: () => view.hardenBrush(1),
      repeats: true,
    },
    { id: 'tool.swapColours', keys: ['X'], enabled: always, run: swapColours },
    { id: 'tool.defaultColours', keys: ['D'], enabled: always, run: defaultColours },
  ]
}
