/** The entry of the page: reaches the host and mounts the page around it. */
import { createPage } from './create-page.ts'
import { connectApp } from './host/connect-app.ts'

createPage(await connectApp()).mount('#app')
