/** The entry of the page: makes the application and mounts it. */
import { createApp } from 'vue'
import App from './App.vue'

createApp(App).mount('#app')
