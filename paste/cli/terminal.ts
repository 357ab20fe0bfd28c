import { styleText } from 'node:util'

/** Where a command prints. */
export interface Terminal {
  out(text: string): void
  err(text: string): void
  /** Colours, where somebody looks at them. */
  readonly hasColors: boolean
  /** Ends what goes on until it is interrupted. */
  readonly signal?: AbortSignal
}

export type Paint = (style: Parameters<typeof styleText>[0], text: string) => string

export const paintFor =
  ({ hasColors }: Terminal): Paint =>
  (style, text) =>
    hasColors ? styleText(style, text, { validateStream: false }) : text
