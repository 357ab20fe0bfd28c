/** What a command ends with: 0 fine, 1 faults or differences, 2 wrong usage. */
export type ExitCode = 0 | 1 | 2
