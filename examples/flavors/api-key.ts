import { defineFilter, option } from 'glasspaste/paste'
import { author } from './author.ts'

/** Lets only those in who send one of the keys, and tells inwards who it is. */
export const factory = defineFilter({
  options: {
    /** `name:key`, separated by commas. */
    keys: { ...option.list(), secret: true },
    header: option.text('x-api-key'),
  },
  provides: [author],
  create({ keys, header }) {
    const names = new Map(keys.map(entry => entry.split(':').reverse() as [string, string]))
    return (req, res, next) => {
      const name = names.get(req.get(header) ?? '')
      if (name === undefined) return res.status(401).json({ error: `send a key in ${header}` })
      author.set(req, name)
      return next()
    }
  },
})
