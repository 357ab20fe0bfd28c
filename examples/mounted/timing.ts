import type { FilterFactory } from 'glasspaste/paste'

/** Says on the way out how long it took; what follows `await next()` runs when the answer is complete. */
export const factory: FilterFactory = () => async (req, res, next) => {
  const began = performance.now()
  await next()
  const ms = (performance.now() - began).toFixed(1)
  console.log(`${req.method} ${req.originalUrl} ${res.headersSent ? res.statusCode : 'passed on'} ${ms} ms`)
}
