import { defineApp, option } from 'glasspaste/paste'

const prices: Readonly<Record<string, number>> = { lens: 80, mirror: 45 }

/** Knows some articles; whatever else is asked for, it passes on. */
export const factory = defineApp({
  options: { currency: option.oneOf(['EUR', 'SEK'], 'EUR') },
  create:
    ({ currency }) =>
    (req, res, next) => {
      const price = prices[req.path.slice(1)]
      return price === undefined ? next() : res.json({ price, currency, url: req.originalUrl })
    },
})
