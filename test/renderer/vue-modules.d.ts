/** Tells tools that read only TypeScript what a Vue file exports. */
declare module '*.vue' {
  import type { DefineComponent } from 'vue'
  const component: DefineComponent
  export { component as default }
}
