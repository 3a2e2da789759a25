/**
 * The table of commands, in the order in which the help lists them.
 * A new command is one file beside this one and one line here.
 */
import type { Command } from '../command.ts'

export const COMMANDS: readonly Command[] = []
