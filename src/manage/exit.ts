/** Ends the command: with a sentence on the error output and code 1, or with a code alone. */
export class Exit extends Error {
  override readonly name = 'Exit'
  readonly code: number

  constructor(reason: string | number) {
    super(typeof reason === 'string' ? reason : '')
    this.code = typeof reason === 'string' ? 1 : reason
  }
}
