/** Lets whoever waits go first, such as a cancel; rejects where the work is to end. */
export type Turn = () => Promise<void>
