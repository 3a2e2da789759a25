/**
 * Imported before the runtime, which would otherwise leave a number for this machine in the user's cache and report every
 * session to its makers. It looks at this variable when its first session is opened.
 */
process.env['ORT_DISABLE_TELEMETRY'] = '1'
