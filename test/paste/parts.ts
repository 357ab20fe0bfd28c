/** Apps and filters that leave their names in `req.trail`. */
export const parts = `
  export const app = (globals, conf) => (req, res) =>
    res.json({ conf, globals: globals.conf, here: globals.here, url: req.url, trail: req.trail ?? [] })
  export const filter = (globals, conf) => (req, res, next) => {
    req.trail = [...(req.trail ?? []), conf.name ?? globals.conf.name]
    return next()
  }
  export const wrap = async (inner, globals, conf) => (req, res, next) => {
    req.trail = [...(req.trail ?? []), conf.name]
    return inner(req, res, next)
  }
  export const composite = async (loader, globals, conf) => loader.app(conf.app)
  export const object = { nested: { app } }
  export const number = 1
  export const nothing = () => undefined
  export const failing = () => { throw new Error('no such luck') }
`
