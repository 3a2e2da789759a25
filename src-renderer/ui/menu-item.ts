/** What a menu is made of: entries that run, lines between them, and menus within. */

export type MenuItem =
  | {
      readonly kind: 'entry'
      readonly id: string
      readonly text: string
      readonly keys?: readonly string[]
      readonly disabled?: boolean
    }
  | { readonly kind: 'line' }
  | { readonly kind: 'menu'; readonly text: string; readonly items: readonly MenuItem[] }
