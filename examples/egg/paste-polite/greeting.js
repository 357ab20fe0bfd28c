import { defineFilter, option } from 'glasspaste/paste'

/** Greets in a header, before anything else is said. */
export const factory = defineFilter({
  options: { words: option.text('Good day') },
  create:
    ({ words }) =>
    (_req, res, next) => {
      res.setHeader('X-Greeting', words)
      return next()
    },
})
