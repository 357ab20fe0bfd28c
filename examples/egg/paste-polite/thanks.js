/**
 * A factory need not be more than a function: `conf` is the section, all text. The entry in package.json that gives
 * no export means the default one.
 *
 * @type {import('glasspaste/paste').FilterFactory}
 */
export default function thanks(_globals, { whom = 'you' }) {
  return (_req, res, next) => {
    res.setHeader('X-Thanks', `Thank ${whom}`)
    return next()
  }
}
